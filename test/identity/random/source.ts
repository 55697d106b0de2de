/** A module's text in the making: imports, statements at its top level, and expressions for what it uses. */
export class Source {
  /** Without its ending, for names that no other module has. */
  readonly id: string;
  readonly format: 'ts' | 'mjs' | 'cjs';
  readonly values: string[] = [];
  /** Goes into functions as well, where `toString` would show it. */
  readonly comment: string;
  readonly #imports: string[] = [];
  readonly #top: string[] = [];
  readonly #late: string[] = [];
  readonly #named = new Map<string, string>();
  #count = 0;
  #needsRequire = false;

  constructor(id: string, format: Source['format'], comment = '') {
    this.id = id;
    this.format = format;
    this.comment = comment && `/* ${comment} */`;
  }

  get isCommon(): boolean {
    return this.format === 'cjs';
  }

  /** A name that is free in this module. */
  name(): string {
    return `x${(this.#count += 1)}`;
  }

  /** A name that another module exports, by the same name here. */
  use(name: string, from: string): string {
    const key = `${from} ${name}`;
    if (this.#named.has(key)) return this.#named.get(key)!;
    this.#named.set(key, name);
    this.#imports.push(
      this.isCommon ? `const { ${name} } = require('${from}');` : `import { ${name} } from '${from}';`,
    );
    return name;
  }

  import(line: string): void {
    this.#imports.push(line);
  }

  /** `require`, which modules have to make for themselves. */
  require(): string {
    if (this.isCommon) return 'require';
    this.use('createRequire', 'node:module');
    this.#needsRequire = true;
    return 'load';
  }

  /** The folder of the module, as a URL that ends with `/`. */
  url(file: string): string {
    if (!this.isCommon) return `new URL('${file}', import.meta.url)`;
    return `new URL('${file}', ${this.use('pathToFileURL', 'node:url')}(__filename))`;
  }

  top(text: string, isLate = false): void {
    (isLate ? this.#late : this.#top).push(text);
  }

  text(isReformatted: boolean): string {
    const required = this.#needsRequire ? ['const load = createRequire(import.meta.url);'] : [];
    const lines = [this.comment, ...this.#imports, ...required, ...this.#top, ...this.#late, this.comment];
    const plain = this.format === 'ts' ? lines : lines.map(withoutTypes);
    const text = `${(isReformatted ? plain.map(reformatted) : plain).filter(Boolean).join(isReformatted ? '\n\n' : '\n')}\n`;
    // Where a comment would stand.
    return isReformatted ? text : text.replaceAll(/^ +\n/gm, '');
  }
}

const withoutTypes = (text: string): string => text.replaceAll(/: any(\[\])?|\s+as any/g, '');

const reformatted = (text: string): string => text.replaceAll(/^ +/gm, (indent) => `${indent}${indent}`);
