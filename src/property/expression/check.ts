/**
 * From an expression to a term: every name is found, every part has a type, and what does not fit is told where it stands.
 */
import { type Field, globals } from './fields.ts';
import {
  fieldsOf,
  further,
  itself,
  keyOf,
  literal,
  logElement,
  plain,
  quantify,
  tableElement,
} from './make.ts';
import { compare, connect } from './operators.ts';
import { reserved } from './parser.ts';
import { print } from './print.ts';
import {
  BadExpression,
  type Binary,
  type Binding,
  type ElementOf,
  type Expression,
  type FieldOf,
  type Name,
  type Quantified,
  type Size,
  type Span,
} from './syntax.ts';
import { type Bound, choose, type Env, type Looks, type Run, type Term } from './term.ts';
import {
  bool,
  elementsOf,
  elementType,
  isNode,
  nameOf,
  number,
  record,
  type Type,
  typeName,
} from './types.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Variables that stand for something at once: each more multiplies what is looked at. */
const mostVariables = 5;

export interface Understood {
  readonly term: Term;
  readonly looks: Looks;
}

/** `nodes`: how many there are, n1 and on. Throws BadExpression for what is neither true nor false in the end, or means nothing. */
export function understand(expression: Expression, nodes: number): Understood {
  const checker = new Checker(nodes);
  const term = checker.mustHold(expression);
  const { looks } = checker;
  if (looks.step !== null && looks.beyondStep !== null) {
    throw new BadExpression('a step shows the node that takes it, and no other', looks.beyondStep, {
      expected: 'before, after and action alone, or an expression without them',
    });
  }
  return { term, looks };
}

interface Variable {
  readonly slot: number;
  readonly type: Type;
}

const nodeWord = /^n[1-9]\d*$/;

class Checker {
  readonly #nodes: number;
  readonly #variables = new Map<string, Variable>();
  readonly #named = new Set<number>();
  #messages = false;
  #leaders = false;
  #committed = false;
  #intoNamed = false;
  #throughNodes = 0;
  #step: Span | null = null;
  #beyondStep: Span | null = null;

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  get looks(): Looks {
    return {
      messages: this.#messages,
      leaders: this.#leaders,
      committed: this.#committed,
      step: this.#step,
      beyondStep: this.#beyondStep,
      named: [...this.#named].sort((a, b) => a - b),
      intoNamed: this.#intoNamed,
      throughNodes: this.#throughNodes,
    };
  }

  /** A part that must be true or false. */
  mustHold(expression: Expression): Term {
    const term = this.#term(expression);
    if (term.type.kind === 'bool' && !term.optional) return term;
    const found = term.type.kind === 'bool' ? 'may be none' : `is ${typeName(term.type)}`;
    const hint = term.type.kind === 'bool' ? `compare it: ${print(expression)} == true` : undefined;
    throw new BadExpression(`\`${print(expression)}\` ${found}`, expression, {
      expected: 'what is true or false',
      hint,
    });
  }

  #term(expression: Expression): Term {
    switch (expression.kind) {
      case 'literal':
        return literal(expression);
      case 'name':
        return this.#name(expression);
      case 'field':
        return this.#field(expression);
      case 'element':
        return this.#element(expression);
      case 'size':
        return this.#size(expression);
      case 'not': {
        const of = this.mustHold(expression.of);
        return plain(expression, bool, (env) => of.run(env) !== true, [of]);
      }
      case 'binary':
        return this.#binary(expression);
      case 'quantified':
        return this.#quantified(expression);
    }
  }

  #name(source: Name): Term {
    const { name } = source;
    const variable = this.#variables.get(name);
    if (variable !== undefined) {
      const { slot, type } = variable;
      const run: Run =
        isNode(type) || type.kind !== 'name'
          ? (env) => env.variables[slot]
          : (env) => nameOf(env.variables[slot]);
      return { ...plain(source, type, run), ...(isNode(type) ? { way: itself } : {}) };
    }
    if (nodeWord.test(name)) return this.#nodeNamed(source);
    if (Object.hasOwn(globals, name)) return this.#global(source);
    throw new BadExpression(`there is no \`${name}\``, source, {
      expected:
        'a variable of a quantifier, a node such as n1, or messages, leaders, committed, before, after, action',
      hint: name.includes('-') ? 'a minus has a blank before and behind it' : undefined,
      meant: { word: name, known: [...this.#variables.keys(), ...Object.keys(globals)] },
    });
  }

  #nodeNamed(source: Name): Term {
    const id = Number(source.name.slice(1));
    if (id > this.#nodes) {
      throw new BadExpression(`there is no ${source.name}`, source, {
        expected:
          this.#nodes === 1
            ? 'n1, the one node of the model'
            : `n1 to n${this.#nodes}, the nodes of the model`,
      });
    }
    this.#named.add(id);
    // Who looks at its fields is told apart from who compares it: see #field and nameIn.
    return { ...plain(source, record('node'), (env) => env.nodes[id - 1] ?? id), way: itself };
  }

  #global(source: Name): Term {
    const { name } = source;
    const { type } = globals[name];
    if (name === 'before' || name === 'after' || name === 'action') {
      this.#step ??= source;
      const term = plain(source, type, (env) => env[name]);
      return name === 'action' ? term : { ...term, way: itself };
    }
    this.#beyondStep ??= source;
    if (name === 'messages') {
      this.#messages = true;
      return plain(source, type, ({ messages }) => messages);
    }
    if (name === 'leaders') {
      this.#leaders = true;
      return plain(source, type, ({ ghost }) => ghost.leaders);
    }
    this.#committed = true;
    return plain(source, type, ({ ghost }) => ({ snapshot: { index: 0, term: 0 }, log: ghost.committed }));
  }

  #field(source: FieldOf): Term {
    const of = this.#term(source.of);
    const known = fieldsOf(of.type);
    if (known === undefined) throw this.#noFields(of, source);
    const { name } = source.field;
    if (!Object.hasOwn(known, name)) {
      throw new BadExpression(`${typeName(of.type)} has no field \`${name}\``, source.field, {
        expected: Object.keys(known).join(', '),
        meant: { word: name, known: Object.keys(known) },
      });
    }
    if (isNode(of.type) && source.of.kind === 'name' && nodeWord.test(source.of.name)) {
      this.#intoNamed = true;
      this.#beyondStep ??= source.of;
    }
    const { type, optional, get } = known[name];
    const value: Field['get'] = type.kind === 'name' ? (given) => nameOf(get(given)) : get;
    const run: Run = (env) => {
      const given = of.run(env);
      return given === undefined ? undefined : value(given);
    };
    const way = of.way && further(of.way, name, value);
    const term = plain(source, type, run, [of]);
    return { ...term, optional: optional || of.optional, ...(way === undefined ? {} : { way }) };
  }

  #noFields({ type }: Term, { of, field }: FieldOf): BadExpression {
    const written = print(of);
    if (type.kind !== 'name') return new BadExpression(`${typeName(type)} has no fields`, field);
    return new BadExpression(`\`${written}\` is the name of a node, and has no fields`, field, {
      hint: `some m: m == ${written} and m.${field.name} ...`,
    });
  }

  #element(source: ElementOf): Term {
    const of = this.#term(source.of);
    const index = this.#term(source.index);
    const { type } = of;
    const isTable = type.kind === 'table';
    if (!isTable && type.kind !== 'log') {
      throw new BadExpression(`${typeName(type)} has no elements by [ ]`, source, {
        expected: 'a log (by index), votes or progress (by node), or leaders (by term)',
      });
    }
    const key = isTable ? type.key : number;
    const fits =
      key.kind === 'name' ? isNode(index.type) || index.type.kind === 'name' : index.type.kind === key.kind;
    if (!fits) {
      throw new BadExpression(`\`${print(source.index)}\` is ${typeName(index.type)}`, source.index, {
        expected: key.kind === 'name' ? 'a node, such as n1 or n' : 'a number',
      });
    }
    const at = keyOf(index);
    const found = isTable ? tableElement(type.to) : logElement;
    const run: Run = (env) => {
      const [table, place] = [of.run(env), at(env)];
      return found(table, place);
    };
    const term = plain(source, isTable ? type.to : record('entry'), run, [of, index]);
    return { ...term, optional: !isTable || type.to.kind !== 'many' };
  }

  #size(source: Size): Term {
    const of = this.#term(source.of);
    this.#mustHaveElements(of);
    return plain(source, number, (env) => elementsOf(of.type, of.run(env)).length, [of]);
  }

  #mustHaveElements({ type, source }: Term): Type {
    const element = elementType(type);
    if (element !== undefined) return element;
    throw new BadExpression(`\`${print(source)}\` is ${typeName(type)}`, source, {
      expected: 'what has elements: a log, messages, entries, or a set of nodes',
    });
  }

  #binary(source: Binary): Term {
    const { operator, left, right } = source;
    if (operator === '->' || operator === 'and' || operator === 'or') {
      return connect(source, this.mustHold(left), this.mustHold(right));
    }
    return compare(source, ...this.#operands(source, left, right));
  }

  /** A word means something beside what can be that word. */
  #operands({ operator }: Binary, left: Expression, right: Expression): [Term, Term] {
    const equal = operator === '==' || operator === '!=';
    if (equal && this.#isWord(right)) {
      const one = this.#term(left);
      return [one, this.#word(right, one)];
    }
    if (equal && this.#isWord(left)) {
      const other = this.#term(right);
      return [this.#word(left, other), other];
    }
    return [this.#term(left), this.#term(right)];
  }

  #isWord(expression: Expression): expression is Name {
    if (expression.kind !== 'name') return false;
    const { name } = expression;
    return !this.#variables.has(name) && !nodeWord.test(name) && !Object.hasOwn(globals, name);
  }

  #word(source: Name, beside: Term): Term {
    const { name } = source;
    if (beside.type.kind !== 'word') return this.#name(source);
    const { words, open } = beside.type;
    if (words.includes(name)) return plain(source, beside.type, () => name);
    throw new BadExpression(`\`${print(beside.source)}\` is never \`${name}\``, source, {
      expected: words.join(', '),
      hint: open === true ? `of another core, in quotes: "${name}"` : undefined,
      meant: { word: name, known: words },
    });
  }

  #quantified(source: Quantified): Term {
    const { how, names, domain } = source;
    const within = domain === null ? null : this.#term(domain);
    const element = within === null ? record('node') : this.#mustHaveElements(within);
    if (within === null) {
      this.#throughNodes++;
      this.#beyondStep ??= names[0];
    }
    const slots = names.map((binding) => this.#bind(binding, element, source));
    const body = this.mustHold(source.body);
    for (const { name } of names) this.#variables.delete(name);
    const elements =
      within === null ? ({ nodes }: Env) => nodes : (env: Env) => elementsOf(within.type, within.run(env));
    const bound: Bound = { how, slots, names: names.map(({ name }) => name), element, elements, body };
    const type = how === 'count' ? number : bool;
    const relevant = (env: Env): boolean =>
      choose(env, elements(env), slots, () => body.relevant?.(env) ?? true);
    const term = plain(source, type, quantify(bound), within === null ? [body] : [within, body]);
    return { ...term, bound, ...(how === 'all' ? { relevant } : {}) };
  }

  #bind(binding: Binding, type: Type, source: Quantified): number {
    const { name } = binding;
    const taken =
      this.#variables.has(name) ||
      nodeWord.test(name) ||
      Object.hasOwn(globals, name) ||
      reserved.some((word) => word === name);
    if (taken) {
      const used = new Set([...this.#variables.keys(), ...(print(source).match(/\w+/g) ?? [])]);
      const free = ['m', ...letters].find((letter) => !used.has(letter));
      throw new BadExpression(`\`${name}\` means something already`, binding, {
        expected: 'another name',
        hint: free && `${free} is free`,
      });
    }
    const slot = this.#variables.size;
    if (slot === mostVariables) {
      throw new BadExpression('too many variables at once', binding, {
        expected: `${mostVariables} at most`,
      });
    }
    this.#variables.set(name, { slot, type });
    return slot;
  }
}
