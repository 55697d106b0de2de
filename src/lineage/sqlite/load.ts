import type * as Sqlite from 'node:sqlite';

/**
 * Loads Node's own SQLite, only when a record needs it. Some versions of Node print an ExperimentalWarning at that
 * moment; that one is held back, every other warning passes.
 */
export function loadSqlite(): typeof Sqlite {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (isAboutSqlite(warning, rest[0])) return;
    Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
}

function isAboutSqlite(warning: string | Error, type: unknown): boolean {
  const name =
    warning instanceof Error ? warning.name : typeof type === 'object' ? (type as { type?: string }).type : type;
  return name === 'ExperimentalWarning' && String(warning).includes('SQLite');
}
