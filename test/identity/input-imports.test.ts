import { type IdentityCase, cached, runs } from './case.ts';
import { identityGroup } from './group.ts';

/** The module of an input: `scale` is what else can be read of it, and `body` what it returns. */
const source = (scale: number, body = '1 + 1'): string =>
  `import { Task } from 'clew';\n@Task() export class $TaskIn { static scale = ${scale}; run() { return ${body}; } }\nexport default $TaskIn;\n`;
const named = `import { $TaskIn } from './in.ts';`;
const plain = `@From($TaskIn) input!: number;`;
const clew = `import { From, FromEach, FromIf, Param, Task, type Output } from 'clew';`;

/** A task with an input: what imports it, how it is asked for, and what `run()` does. */
const asking = (run: string, asks = plain, imports = named): string =>
  `${clew}\n${imports}\n@Task() export class $Task {\n  ${asks}\n  run() { ${run} }\n}\n`;

/** An input that is written otherwise, and returns the same: the code of those who ask for it is not another one. */
const asked = (name: string, text: string, more: IdentityCase['files'] = {}) =>
  cached(name, { 'task.ts': text, 'in.ts': source(1), ...more }, { 'in.ts': source(2, '2') }, { sameOutput: true });

/** Edits what a task reads of the class of its input. */
const used = (name: string, text: string, more: IdentityCase['files'] = {}) =>
  runs(name, { 'task.ts': text, 'in.ts': source(1), ...more }, { 'in.ts': source(2) });

identityGroup({
  name: 'imports of inputs',
  cases: [
    asked('a class that a string names', asking(`return '$TaskIn.scale' + "$TaskIn" + this.input;`)),
    asked('a class that the text of a template names', asking('return `$TaskIn.scale` + this.input;')),
    asked('a class that comments name', asking(`/* $TaskIn.scale */ return this.input; // $TaskIn\n`)),
    asked('a class that a regular expression names', asking(`return /$TaskIn.scale/.source + this.input;`)),
    asked('a class that a property is called after', asking('return { $TaskIn: this.input }.$TaskIn;')),
    asked('a class that a label and a method are called after', `${asking('$TaskIn: for (;;) break $TaskIn; return this.$TaskIn();').replace(/}\n$/, '  $TaskIn() { return this.input; }\n}\n')}`), // prettier-ignore
    asked('a class whose name is another thing inside', asking('const $TaskIn = { scale: 3 }; return $TaskIn.scale;')),
    asked('a decorator over several lines', asking('return this.input;', `@From(\n    // The $TaskIn.\n    $TaskIn,\n  )\n  input!: number;`)), // prettier-ignore
    asked('an import over several lines', asking('return this.input;', plain, `import {\n  // The input.\n  $TaskIn,\n} from './in.ts';`)), // prettier-ignore
    asked('a renamed import', asking('return this.input;', '@From(Source) input!: number;', `import { $TaskIn as Source } from './in.ts';`)), // prettier-ignore
    asked('a default import', asking('return this.input;', '@From(Source) input!: number;', `import Source from './in.ts';`)), // prettier-ignore
    asked('a default import by its name', asking('return this.input;', '@From(Source) input!: number;', `import { default as Source } from './in.ts';`)), // prettier-ignore
    asked('a name that is a string', asking('return this.input;', '@From(Source) input!: number;', `import { "$TaskIn" as Source } from './in.ts';`)), // prettier-ignore
    asked('an import that is used for a type as well', asking('const it: Output<$TaskIn> = this.input; return it;', '@From($TaskIn) input!: Output<$TaskIn>;')), // prettier-ignore
    asked('an import of the type beside it', asking('return this.input;', '@From($TaskIn) input!: Output<Source>;', `${named}\nimport type { $TaskIn as Source } from './in.ts';`)), // prettier-ignore
    asked('an import through a module that re-exports it', asking('return this.input;', plain, `import { $TaskIn } from './all.ts';`), { 'all.ts': `export { $TaskIn } from './in.ts';` }), // prettier-ignore
    asked('an import through a module that re-exports everything', asking('return this.input;', plain, `import { $TaskIn } from './all.ts';`), { 'all.ts': `export * from './in.ts';` }), // prettier-ignore
    asked('a decorator by another name', `import { From as Ask, Task } from 'clew';\n${named}\n@Task() export class $Task { @Ask($TaskIn) input!: number; run() { return this.input; } }`), // prettier-ignore
    asked('a decorator of a namespace', `import * as clew from 'clew';\n${named}\n@clew.Task() export class $Task { @clew.From($TaskIn) input!: number; run() { return this.input; } }`), // prettier-ignore
    asked('@FromEach', asking('return this.input;', '@FromEach($TaskIn, () => [{}]) input!: number[];')),
    asked('@FromIf', asking('return this.input ?? 0;', '@FromIf($TaskIn, () => true) input?: number;')),

    used('a class that is used in a template', asking('return `${$TaskIn.scale}`;')),
    used('one that is used in a template inside of a template', asking('return `a ${`b ${$TaskIn.scale} \\``} "`;')),
    used('one that is used after a string that looks like a comment', asking(`return 'http://' + $TaskIn.scale;`)),
    used('one that is used after strings with quotes', asking(`return '"' + "'" + '\\'' + $TaskIn.scale;`)),
    used('one that is used after a comment with a quote', asking(`// It's the input's.\n return $TaskIn.scale;`)),
    used('one that is used after a regular expression with quotes', asking(`return /['"\`]/.source + $TaskIn.scale;`)),
    used('one that is used after a regular expression with slashes', asking('return /[/*]/.source + $TaskIn.scale;')),
    used('one that is used after a division', asking('const a = 4, g = 2; return a / g / $TaskIn.scale;')),
    used('one whose name is written with an escape', asking('return $TaskI\\u006e.scale;')),
    used('one that is used in the pattern of a parameter', asking('return ((scale = $TaskIn.scale) => scale)();')),
    used('one that is used under another name', asking('const Source = $TaskIn; return Source.scale;')),
    used('one that is used in short', asking('return Object.values({ $TaskIn })[0].scale;')),
    used('one whose property is read by a computed name', asking(`return $TaskIn['sc' + 'ale'];`)),
    used('one that the initializer of a field uses', asking('return this.n;', `${plain} n = $TaskIn.scale;`)),
    used(
      'one that a helper in the file uses',
      `${asking('return scale();')}function scale() { return $TaskIn.scale; }`,
    ),
    used('a renamed import that is used', asking('return Source.scale;', '@From(Source) input!: number;', `import { $TaskIn as Source } from './in.ts';`)), // prettier-ignore
    used('a default import that is used', asking('return Source.scale;', '@From(Source) input!: number;', `import Source from './in.ts';`)), // prettier-ignore
    used('a namespace that is used', asking('return all.$TaskIn.scale;', '@From(all.$TaskIn) input!: number;', `import * as all from './in.ts';`)), // prettier-ignore
    used('a namespace that is handed on', asking('return Object.values(all).map((one) => (one as any).scale);', '@From(all.$TaskIn) input!: number;', `import * as all from './in.ts';`)), // prettier-ignore
    used('an import beside one of the type', asking('return Source.scale;', '@From($TaskIn) input!: Output<$TaskIn>;', `import { type $TaskIn as Type, $TaskIn as Source } from './in.ts';\n${named}`)), // prettier-ignore
    used('one that is passed on and used', asking('return $TaskIn.scale;', plain, `import { $TaskIn } from './all.ts';`), { 'all.ts': `export { $TaskIn } from './in.ts';` }), // prettier-ignore
    used('one that is passed on under another name and used', asking('return Source.scale;', '@From(Source) input!: number;', `import { Source } from './all.ts';`), { 'all.ts': `import { $TaskIn } from './in.ts';\nexport { $TaskIn as Source };` }), // prettier-ignore
    used('one in a list that is passed on', asking('return sources[0].scale;', plain, `${named}\nimport { sources } from './all.ts';`), { 'all.ts': `import { $TaskIn } from './in.ts';\nexport const sources = [$TaskIn];` }), // prettier-ignore
    used('one that a function called From takes', `import { Task } from 'clew';\n${named}\nconst From = (of: any) => of.scale;\n@Task() export class $Task { run() { return From($TaskIn); } }`), // prettier-ignore
  ],
});

/** These do something when they are imported: they count for the whole program. */
identityGroup({
  name: 'imports of inputs that are used when they are imported',
  edits: 'one by one',
  cases: [
    used('one that a static block uses', asking('return ($Task as any).n;', `${plain} static { ($Task as any).n = $TaskIn.scale; }`)), // prettier-ignore
    used('one that a decorator that is not Clew’s takes', `import { Task } from 'clew';\n${named}\nfunction From(of: any) { return (self: any) => { self.scale = of.scale; }; }\n@Task() export class $Task { @From($TaskIn) input!: number; run() { return (this as any).scale; } }`), // prettier-ignore
  ],
});
