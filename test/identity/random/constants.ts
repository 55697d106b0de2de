/** A statement at the top level of a module, and the expression that finds the number in it. */
export interface ConstantForm {
  readonly name: string;
  /** Exists in TypeScript only. */
  readonly typed?: boolean;
  readonly top: (x: string, n: number) => string;
  readonly value: (x: string) => string;
}

const same = (x: string): string => x;
const called = (x: string): string => `${x}()`;

/** Ways to write a number down, most of them over several statements: whoever leaves one out has another number. */
export const constantForms: readonly ConstantForm[] = [
  { name: 'const', top: (x, n) => `const ${x} = ${n};`, value: same },
  { name: 'let', top: (x, n) => `let ${x} = 100;\n${x} += ${n};`, value: same },
  { name: 'var', top: (x, n) => `var ${x} = 100;\nvar ${x} = ${x} + ${n};`, value: same },
  { name: 'property', top: (x, n) => `const ${x}: any = {};\n${x}.a = ${n};`, value: (x) => `${x}.a` },
  {
    name: 'alias',
    top: (x, n) => `const ${x}: any = {};\nconst ${x}b = ${x};\n${x}b['a'] = ${n};`,
    value: (x) => `${x}.a`,
  },
  {
    name: 'loop',
    top: (x, n) => `const ${x}: any[] = [];\nfor (const one of [${n}]) ${x}.push(one);`,
    value: (x) => `${x}[0]`,
  },
  {
    name: 'inner function',
    top: (x, n) => `let ${x} = 0;\n(() => {\n  ${x} = ${n};\n})();`,
    value: same,
  },
  {
    name: 'setter',
    top: (x, n) => `let ${x} = 0;\nfunction ${x}set(n: any) {\n  ${x} = n;\n}\n${x}set(${n});`,
    value: same,
  },
  { name: 'function', top: (x, n) => `const ${x} = (n = ${n}) => n;`, value: called },
  {
    name: 'two functions',
    top: (x, n) => `const ${x} = () => ${x}b();\nfunction ${x}b() {\n  return ${n};\n}`,
    value: called,
  },
  { name: 'function property', top: (x, n) => `function ${x}() {}\n${x}.a = ${n};`, value: (x) => `${x}.a` },
  { name: 'reassigned function', top: (x, n) => `let ${x} = () => 100;\n${x} = () => ${n};`, value: called },
  { name: 'static field', top: (x, n) => `class ${x} {\n  static a = ${n};\n}`, value: (x) => `${x}.a` },
  {
    name: 'static block',
    top: (x, n) => `const ${x}: any = {};\nclass ${x}b {\n  static {\n    ${x}.a = ${n};\n  }\n}`,
    value: (x) => `${x}.a`,
  },
  { name: 'class expression', top: (x, n) => `const ${x} = new (class {\n  a = ${n};\n})();`, value: (x) => `${x}.a` },
  {
    name: 'patched method',
    top: (x, n) => `class ${x} {\n  a() {\n    return 100;\n  }\n}\n${x}.prototype.a = () => ${n};`,
    value: (x) => `new ${x}().a()`,
  },
  {
    name: 'assigned to a prototype',
    top: (x, n) => `class ${x} {}\nObject.assign(${x}.prototype, { a: ${n} });`,
    value: (x) => `(new ${x}() as any).a`,
  },
  {
    name: 'defined',
    top: (x, n) => `const ${x} = {};\nObject.defineProperty(${x}, 'a', { get: () => ${n} });`,
    value: (x) => `(${x} as any).a`,
  },
  { name: 'getter', top: (x, n) => `const ${x} = {\n  get a() {\n    return ${n};\n  },\n};`, value: (x) => `${x}.a` },
  {
    name: 'computed key',
    top: (x, n) => `const ${x}k = 'k${n}';\nconst ${x}: any = { [${x}k]: 1 };`,
    value: (x) => `Object.keys(${x})[0]`,
  },
  { name: 'destructured', top: (x, n) => `const { a: ${x} = ${n} } = {} as any;`, value: same },
  { name: 'pattern', top: (x, n) => `let ${x} = 0;\n[${x}] = [${n}];`, value: same },
  {
    name: 'pattern of a property',
    top: (x, n) => `const ${x}: any = {};\n({ a: ${x}.a } = { a: ${n} });`,
    value: (x) => `${x}.a`,
  },
  { name: 'template', top: (x, n) => `const ${x} = \`\${${n}}\`;`, value: same },
  { name: 'tag', top: (x, n) => `const ${x}b = (s: any) => s[0];\nconst ${x} = ${x}b\`${n}\`;`, value: same },
  { name: 'map', top: (x, n) => `const ${x} = new Map();\n${x}.set('a', ${n});`, value: (x) => `${x}.get('a')` },
  {
    name: 'weak',
    top: (x, n) => `const ${x}k = {};\nconst ${x} = new WeakMap();\n${x}.set(${x}k, ${n});`,
    value: (x) => `${x}.get(${x}k)`,
  },
  {
    name: 'label',
    top: (x, n) => `let ${x} = 0;\n${x}b: {\n  if (${x} > 0) break ${x}b;\n  ${x} = ${n};\n}`,
    value: same,
  },
  { name: 'switch', top: (x, n) => `let ${x} = 0;\nswitch (${n}) {\n  default:\n    ${x} = ${n};\n}`, value: same },
  {
    name: 'try',
    top: (x, n) => `let ${x} = 0;\ntry {\n  throw ${n};\n} catch (thrown: any) {\n  ${x} = thrown;\n}`,
    value: same,
  },
  { name: 'eval', top: (x, n) => `const ${x} = (0, eval)('${n}');`, value: same },
  { name: 'direct eval', top: (x, n) => `const ${x}b = ${n};\nconst ${x} = () => eval('${x}b');`, value: called },
  { name: 'regular expression', top: (x, n) => `const ${x} = /a${n}/;`, value: (x) => `${x}.source` },
  { name: 'symbol', top: (x, n) => `const ${x} = Symbol('${n}');`, value: (x) => `${x}.description` },
  {
    name: 'own property of a global',
    top: (x, n) => `(globalThis as any).own_${x}_FILE = ${n};`,
    value: (x) => `(globalThis as any).own_${x}_FILE`,
  },
  { name: 'generator', top: (x, n) => `function* ${x}() {\n  yield ${n};\n}`, value: (x) => `[...${x}()][0]` },
  { name: 'proxy', top: (x, n) => `const ${x}: any = new Proxy({}, { get: () => ${n} });`, value: (x) => `${x}.a` },
  { name: 'enum', typed: true, top: (x, n) => `enum ${x} {\n  a = ${n},\n}`, value: (x) => `${x}.a` },
  {
    name: 'merged enum',
    typed: true,
    top: (x, n) => `enum ${x} {\n  a = 100,\n}\nenum ${x} {\n  b = ${n},\n}`,
    value: (x) => `${x}.b`,
  },
  {
    name: 'namespace',
    typed: true,
    top: (x, n) => `namespace ${x} {\n  export const a = ${n};\n}`,
    value: (x) => `${x}.a`,
  },
  { name: 'export', top: (x, n) => `export let ${x} = 100;\n${x} = ${n};`, value: same },
];
