/**
 * What an expression about a step says of the delivery of a message that changes nothing, as far as that follows from its text. Such
 * steps are left out where messages that are too late leave the state (cluster/reduce/dead.ts).
 */
import { print } from './print.ts';
import type { Operator } from './syntax.ts';
import type { Term } from './term.ts';

/** Null: it depends. */
type Said = boolean | null;

export function saidOfIdle(term: Term): Said {
  const { source, parts, bound } = term;
  switch (source.kind) {
    case 'literal':
      return typeof source.value === 'boolean' ? source.value : null;
    case 'not':
      return negated(saidOfIdle(parts[0]));
    case 'quantified': {
      const said = bound === undefined ? null : saidOfIdle(bound.body);
      return said === (bound?.how === 'all') && bound?.how !== 'count' ? said : null;
    }
    case 'binary':
      return ofOperator(source.operator, parts[0], parts[1]);
    case 'name':
    case 'field':
    case 'element':
    case 'size':
      return null;
  }
}

function ofOperator(operator: Operator, left: Term, right: Term): Said {
  switch (operator) {
    case '->':
      return either(negated(saidOfIdle(left)), saidOfIdle(right));
    case 'or':
      return either(saidOfIdle(left), saidOfIdle(right));
    case 'and':
      return negated(either(negated(saidOfIdle(left)), negated(saidOfIdle(right))));
    case '==':
      return sameBefore(left, right) ?? kindIs(left, right);
    case '!=':
      return negated(sameBefore(left, right) ?? kindIs(left, right));
    case '<':
    case '>':
      return negated(sameBefore(left, right));
    case '<=':
    case '>=':
      // What is none is not even less than itself.
      return left.optional || right.optional ? null : sameBefore(left, right);
    case 'in':
    case 'not in':
    case '+':
    case '-':
    case '*':
      return null;
  }
}

const unchanged = new Map([['after', 'before']]);

/** True where both are the same once nothing has changed. */
function sameBefore(left: Term, right: Term): true | null {
  return print(left.source, unchanged) === print(right.source, unchanged) ? true : null;
}

/** The step is a delivery, whatever else is known of it. */
function kindIs(left: Term, right: Term): Said {
  const [kind, word] = left.source.kind === 'name' ? [right, left] : [left, right];
  if (print(kind.source) !== 'action.kind' || word.source.kind !== 'name') return null;
  return word.source.name === 'deliver';
}

function negated(said: Said): Said {
  return said === null ? null : !said;
}

function either(a: Said, b: Said): Said {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : null;
}
