import { isSelf } from './behaviour.ts';
import type { Action, Amount, Case, Code, InputSpec, Step, TaskSpec } from './program.ts';
import { reachable } from './reference.ts';

/** A case as one would write it down, without the tasks that nothing asks for. */
export function showCase({ program, steps }: Case): string {
  const wanted = new Set(steps.flatMap(({ target }) => reachable(program, target)));
  const tasks = program.flatMap((task, index) => (wanted.has(index) ? showTask(task, index) : []));
  return [...tasks, '', ...steps.map((step, i) => `run ${i + 1}: ${showStep(step)}`)].join('\n');
}

function showTask(spec: TaskSpec, index: number): string[] {
  const { params, inputs, code, retries, cache, inLayer, isVersioned, units } = spec;
  const options = [
    ...(retries > 0 ? [`retries: ${retries}`] : []),
    ...(cache === 'always' ? [] : [cache === 'never' ? 'cache: false' : "cache: { for: '1 day' }"]),
    ...(isVersioned ? [`version: '${code.comment}'`] : []),
    ...(inLayer ? ["storage: 'local'"] : []),
    ...(units > 0 ? [`limits: { gpu: ${units} }`] : []),
  ];
  return [
    `@Task(${options.length > 0 ? `{ ${options.join(', ')} }` : ''}) class T${index} {`,
    ...params.map(
      ({ name, byDefault, significant }) =>
        `  @Param(${significant ? '' : '{ significant: false }'}) ${name} = ${byDefault};`,
    ),
    ...inputs.map((input) => `  ${showInput(input, index)}`),
    `  run() { ${showCode(code, spec)} }`,
    '}',
  ];
}

function showInput(input: InputSpec, index: number): string {
  const { field, task, mode, handle, significant, amount, gives, many, lazy, tolerate } = input;
  if (isSelf(input, index)) return `@FromIf(T${task}, (self) => self.a > 0, (self) => ({ a: self.a - 1 })) ${field};`;
  const decorator = { one: 'From', each: 'FromEach', if: 'FromIf' }[mode] + (handle ? '.artifact' : '');
  const params = gives ? `{ ${gives.name}: ${showAmount(gives.value)}${mode === 'each' ? ' + i' : ''} % 3 }` : '{}';
  const options = [
    ...(significant ? [] : ['significant: false']),
    ...(tolerate === undefined ? [] : [`tolerate: ${JSON.stringify(tolerate)}`]),
  ];
  const args = [
    `T${task}`,
    ...(mode === 'if' ? [`(self) => ${showAmount(amount)} % 2 === 1`] : []),
    ...(mode === 'each'
      ? [`(self) => ${lazy ? 'lazy' : ''}${many ? 'many' : 'few'}(${showAmount(amount)}, (i) => (${params}))`]
      : []),
    ...(mode !== 'each' && gives ? [`(self) => (${params})`] : []),
    ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : []),
  ];
  return `@${decorator}(${args.join(', ')}) ${field};`;
}

function showAmount(amount: Amount): string {
  if (amount.of === 'number') return String(amount.number);
  return amount.of === 'param' ? `self.${amount.name}` : `sum(self.${amount.field})`;
}

function showCode({ salt, modulus, failing, comment }: Code, { params, inputs }: TaskSpec): string {
  const terms = [
    String(salt),
    ...params.flatMap(({ name, significant }, i) => (significant ? [`this.${name} * ${i + 1}`] : [])),
    ...inputs.flatMap(({ field, significant }, i) => (significant ? [`sum(this.${field}) * ${i + 3}`] : [])),
  ];
  const fails =
    failing &&
    {
      always: '',
      param: `if (this.${failing.name} === ${failing.number}) `,
      'first attempts': `if (attempt <= ${failing.number}) `,
      world: 'if (!world.isFine) ',
    }[failing.when];
  const thrown = failing ? `${fails}${failing.error === 'hangs' ? 'hang' : `throw ${failing.error}`}; ` : '';
  return `${comment > 0 ? `/* ${comment} */ ` : ''}${thrown}return { n: (${terms.join(' + ')}) % ${modulus} };`;
}

function showStep(step: Step): string {
  const { actions, target, params, force, forceFrom, failFast, concurrency, window, how, handled } = step;
  const command = [
    `T${target}`,
    ...Object.entries(params).map(([name, value]) => `--${name} ${value}`),
    ...(force ? ['--force'] : []),
    ...(forceFrom === undefined ? [] : [`--force-from ${forceFrom}`]),
    ...(failFast ? ['--fail-fast'] : []),
    `--concurrency ${concurrency}`,
    ...(window ? [`(window: ${window})`] : []),
    ...(handled ? ['(with handlers)'] : []),
  ].join(' ');
  const also =
    how === 'plain'
      ? ''
      : 'abortAt' in how
        ? `, aborted at event ${how.abortAt}`
        : `, and the same beside it from event ${how.besideAt} on`;
  return `${actions.map(showAction).join('')}${command}${also}`;
}

function showAction(action: Action): string {
  switch (action.kind) {
    case 'edit':
      return `T${action.task} gets salt ${action.salt} and comment ${action.comment}; `;
    case 'repair':
      return `T${action.task} fails no more; `;
    case 'default':
      return `parameter ${action.param} of T${action.task} gets the default ${action.value}; `;
    case 'world':
      return `the world is ${action.fine ? 'fine' : 'broken'}; `;
    case 'days pass':
      return 'two days pass; ';
    case 'remove':
      return `file ${action.file} is removed; `;
    case 'flip':
      return `a bit of file ${action.file} is flipped; `;
  }
}
