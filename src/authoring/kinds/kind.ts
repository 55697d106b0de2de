import { checkNames, checkObject } from '../check.ts';
import { badOption } from '../errors.ts';
import { type KindChecks, type SettledChecks, settleChecks } from './kind-checks.ts';
import { type FieldTypes, type GivenFields, type HeldFields, checkFieldTypes, settleFields } from './fields.ts';

/**
 * The options of {@link defineComponentKind}.
 *
 * @example `defineComponentKind('ranker', { fields: { k: Number }, checks: { after: { done: ({ result }) => result !== null } } })`
 */
export interface ComponentKindOptions<F extends FieldTypes> {
  /** The fields that have to be known of every component of this kind, by name. */
  readonly fields?: F;
  /** The checks that are made before and after each of their runs. The outcomes are recorded. */
  readonly checks?: KindChecks<HeldFields<F>>;
}

/**
 * The kind of one component, with all that it asks for: made by `kind.with({ … })`.
 *
 * @example `const kind: KindUse = ranker.with({ k: 10 });`
 */
export class KindUse {
  /** The kind's name. */
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** @internal */
  readonly checks: SettledChecks;

  constructor(kind: string, fields: Readonly<Record<string, unknown>>, checks: SettledChecks) {
    this.kind = kind;
    this.fields = Object.freeze(fields);
    this.checks = checks;
  }
}

/** Nothing has to be said where all fields may be left out. */
export type FieldArguments<F extends FieldTypes> =
  Record<never, never> extends GivenFields<F> ? [fields?: GivenFields<F>] : [fields: GivenFields<F>];

/**
 * A kind of components that someone has defined.
 *
 * @example `@Workflow({ requires: [ranker] })`
 */
export class ComponentKind<F extends FieldTypes = any> {
  readonly name: string;
  readonly #fields: FieldTypes;
  readonly #checks: SettledChecks;

  /** @internal */
  constructor(name: string, fields: FieldTypes, checks: SettledChecks) {
    this.name = name;
    this.#fields = fields;
    this.#checks = checks;
  }

  /**
   * A component of this kind, for `@Task`, `@Register` and `lineage.register()`.
   *
   * @example `@Task({ kind: ranker.with({ k: 10 }) })`
   */
  with(...[fields]: FieldArguments<F>): KindUse {
    return new KindUse(this.name, settleFields(this.#fields, fields ?? {}, `kind ${this.name}`), this.#checks);
  }
}

/** The words that components are called by where nobody names a kind: no kind may be called so. */
const taken = ['component', 'task', 'workflow', 'outside'];

/**
 * A kind of components of your own: what has to be known of each of them, and what has to hold before and after each of
 * their runs.
 *
 * @example
 * ```ts
 * export const ranker = defineComponentKind('ranker', {
 *   fields: { k: Number, metric: z.enum(['ndcg', 'map']) },
 *   checks: {
 *     before: { 'there is something to rank': ({ args: [items] }) => items.length > 0 },
 *     after: { 'nothing is lost': { check: ({ args: [items], result }) => result.length === items.length, otherwise: 'fail' } },
 *   },
 * });
 *
 * const rank = lineage.register('rank', { kind: ranker.with({ k: 10, metric: 'ndcg' }) }, (items: number[]) => items.sort());
 * ```
 */
export function defineComponentKind<const F extends FieldTypes = Record<never, never>>(
  name: string,
  options: ComponentKindOptions<F> = {},
): ComponentKind<F> {
  const where = `kind ${typeof name === 'string' ? name : ''}`.trim();
  if (typeof name !== 'string' || !/^[A-Za-z0-9_][\w.-]*$/.test(name) || taken.includes(name)) {
    throw badOption(
      where,
      `${JSON.stringify(name)} can't be its name`,
      `Letters, digits, '_', '.' and '-', and not ${taken.join(', ')}.`,
    );
  }
  checkObject(options, where);
  checkNames(options, ['fields', 'checks'], where);
  const { fields = {}, checks = {} } = options;
  checkFieldTypes(fields, where);
  return new ComponentKind<F>(name, fields, settleChecks(checks, where));
}

/** For code that the compiler did not see. */
export function checkKindUse(use: unknown, where: string): KindUse | undefined {
  if (use === undefined || use instanceof KindUse) return use;
  const next = "Write `kind: ranker.with({ … })`, where ranker is what defineComponentKind('ranker', …) gave.";
  throw badOption(where, 'kind is no component of a kind', next);
}

/** The names of kinds that are asked for. */
export function checkKinds(kinds: unknown, name: string, where: string): string[] {
  if (kinds === undefined) return [];
  const all: readonly unknown[] = Array.isArray(kinds) ? kinds : [kinds];
  return all.map((kind) => {
    if (kind instanceof ComponentKind) return kind.name;
    throw badOption(
      where,
      `${name} names something that is no kind`,
      'Give what defineComponentKind() gave, or a list of that.',
    );
  });
}
