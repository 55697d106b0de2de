import fs from 'node:fs';

const { cwd } = process;

/** Gives the working directory, without the question being noted. */
export const workingFolder = (): string => cwd.call(process);

/** The functions of `node:fs` as they were before anything was patched: what is looked up with them is nobody's read. */
export const originalFs = {
  closeSync: fs.closeSync,
  fstatSync: fs.fstatSync,
  lstatSync: fs.lstatSync,
  openSync: fs.openSync,
  readSync: fs.readSync,
  readdirSync: fs.readdirSync,
  readlinkSync: fs.readlinkSync,
  realpathSync: fs.realpathSync,
  statSync: fs.statSync,
} as const;
