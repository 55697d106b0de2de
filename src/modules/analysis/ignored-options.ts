import type { AnyNode, ObjectExpression, Property } from 'acorn';
import type { ClewRole } from './summary.ts';
import { nameIn } from './syntax.ts';

/**
 * Options of `@Task` and `@Workflow` that don't change what a task returns:
 * - who and what for: `owner`, `doc`, `tags`, `taskType`
 * - when and how often it is tried: `retries`, `timeout`, `limits`
 * - where it runs: `isolate`, `memory`, `on`
 * - whether an earlier result may serve: `cache`, `freshFor`, and `version`, which takes the place of the code
 * - where the result is kept: `storage`
 * - `name`, which is part of the identity by itself
 * - what else belongs to a workflow: `onFailure`, `finally`, `requires`
 *
 * All others count: `codec` decides what comes out at the other end, `kind` has checks, and what is not known here may
 * do anything. `modelFamily` counts for a class that has something injected, which may be the family's evaluation.
 */
const insignificant = new Set(
  'owner doc tags taskType retries timeout limits isolate memory on cache freshFor version storage name onFailure finally requires'.split(
    ' ',
  ),
);

/** Tells whether an option has no influence on the result, and evaluating it does nothing. */
export function isWithoutMeaning(property: Property, role: ClewRole, isInjected: boolean): boolean {
  const name = nameIn(property.key, property.computed);
  if (name === undefined || !isInert(property.value)) return false;
  if (role === 'param') return name === 'doc';
  return insignificant.has(name) || (name === 'modelFamily' && !isInjected);
}

/** Tells whether evaluating an expression does nothing. */
function isInert(node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every(isInert);
    case 'UnaryExpression':
      return node.operator !== 'delete' && isInert(node.argument);
    case 'BinaryExpression':
      return isInert(node.left) && isInert(node.right);
    case 'MemberExpression':
      return isInert(node.object) && (!node.computed || isInert(node.property));
    case 'ArrayExpression':
      return node.elements.every((element) => element !== null && isInert(element));
    case 'ObjectExpression':
      return isInertObject(node);
    default:
      return false;
  }
}

const isInertObject = ({ properties }: ObjectExpression): boolean =>
  properties.every((part) => part.type === 'Property' && !part.computed && isInert(part.value));
