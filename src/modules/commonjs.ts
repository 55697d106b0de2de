/**
 * An ES module that stands for a CommonJS one and requires it. Most versions of Node give CommonJS that comes from a hook
 * a `require` that hooks don't reach; asked for by a real `require`, it gets a real one.
 */
export function facadeFor(file: string, code: string): string {
  const names = exportedNames(code).filter((name) => name !== 'default');
  return [
    `import { createRequire } from 'node:module';`,
    `const exported = createRequire(import.meta.url)(${JSON.stringify(file)});`,
    `export default exported;`,
    ...names.map((name, index) => `const name${index} = exported?.[${JSON.stringify(name)}];`),
    `export { ${names.map((name, index) => `name${index} as ${name}`).join(', ')} };`,
  ].join('\n');
}

/** As Node does for CommonJS: the names that its text assigns. */
function exportedNames(code: string): string[] {
  const assigned = [...code.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=[^=]/g)].map(([, name]) => name!);
  const literal = /\bmodule\.exports\s*=\s*\{([^{}]*)/.exec(code)?.[1] ?? '';
  const listed = literal.split(',').flatMap((part) => /^\s*([A-Za-z_$][\w$]*)\s*(?::|$)/.exec(part)?.[1] ?? []);
  return [...new Set([...assigned, ...listed])];
}
