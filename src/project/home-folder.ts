import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Clew's folder is nobody's source: without this, every first run would make its repository dirty. */
export function makeHomeFolder(home: string): void {
  const file = path.join(home, '.gitignore');
  if (existsSync(file)) return;
  try {
    mkdirSync(home, { recursive: true });
    writeFileSync(file, '*\n');
  } catch {
    // Whoever needs the folder says what is wrong with it.
  }
}
