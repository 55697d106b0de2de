import type { StandardSchemaV1 } from '@standard-schema/spec';
import { badOption, decoratorSettings, misplacedDecorator } from './errors.ts';
import { checkField, fieldName, keepField } from './fields.ts';
import { checkNames, checkObject, checkType } from './check.ts';
import { fieldType } from './reflection.ts';
import type { At, FieldKey, NoMethod, NoSchema, SchemaVerdict } from './compile-time-checks.ts';

/** The options of `@Param`. */
export interface ParamOptions {
  /** One sentence for people. */
  readonly doc?: string;
  /** Never shown, logged or sent, and recorded as a keyed hash; so is every parameter that it is a part of. Default: `false`. */
  readonly secret?: boolean;
  /** Whether another value makes another result. `false` for things like a log level. Default: `true`. */
  readonly significant?: boolean;
  /** Whether the field may stay empty although it has no initializer. Default: `false`. */
  readonly optional?: boolean;
}

/**
 * The decorator that `@Param` gives: the compiler refuses a method, and a field that can't hold what the schema gives.
 */
export type ParamDecorator<Given> = <Self extends object, K extends string>(
  self: Self,
  key: FieldKey<Self, K, SchemaVerdict<At<Self, K>, Given>>,
  none?: NoMethod,
) => void;

/**
 * Marks a field as a parameter. Its type is the field's type; a richer one is any Standard Schema
 * (zod, valibot, arktype and others). A field with an initializer has a default; one without is required.
 *
 * @example
 * ```ts
 * @Param() day!: Date;
 * @Param({ doc: 'passes over the data' }) epochs = 20;
 * @Param(z.enum(['fast', 'exact'])) mode: 'fast' | 'exact' = 'fast';
 * @Param({ secret: true, significant: false }) token!: string;
 * ```
 */
export function Param<Given = NoSchema>(
  schemaOrOptions: StandardSchemaV1<any, Given> | ParamOptions = {},
  optionsOfSchema: ParamOptions = {},
): ParamDecorator<Given> {
  const schema = isSchema(schemaOrOptions) ? schemaOrOptions : undefined;
  const options = isSchema(schemaOrOptions) ? optionsOfSchema : schemaOrOptions;
  const decorate = (self: object, key: string, descriptor?: unknown): void => {
    checkField('Param', self, key, descriptor);
    const field = fieldName(self, key);
    checkOptions(options, `@Param of ${field}`);
    const { known, type } = fieldType(self, key);
    if (!known && !schema) throw decoratorSettings(`The type of ${field}`, 'the compiler left no metadata about it');
    if (type === Function) throw misplacedDecorator('Param', field, 'a field that holds a function');
    const { doc, secret = false, significant = true, optional = false } = options;
    keepField(self, key, {
      decorator: 'Param',
      param: { name: key, type, doc, secret, significant, optional, schema },
    });
  };
  // The checks of the public signature are about types that don't exist here.
  return decorate as never;
}

/** The schemas of some libraries are functions. */
function isSchema(thing: unknown): thing is StandardSchemaV1 {
  return ((typeof thing === 'object' && thing !== null) || typeof thing === 'function') && '~standard' in thing;
}

function checkOptions(options: ParamOptions, where: string): void {
  const plain: unknown = typeof options === 'object' && options !== null && Object.getPrototypeOf(options);
  if (plain !== Object.prototype && plain !== null) {
    throw badOption(
      where,
      'it was given something that is neither options nor a Standard Schema',
      "Write options as `{ … }`, or update the schema's library to one that has '~standard'.",
    );
  }
  checkObject(options, where);
  checkNames(options, ['doc', 'secret', 'significant', 'optional'], where);
  checkType(options, 'doc', 'string', where);
  for (const flag of ['secret', 'significant', 'optional'] as const) checkType(options, flag, 'boolean', where);
}
