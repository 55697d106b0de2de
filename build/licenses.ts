import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledPackage } from './bundled-packages.ts';

/** Licences that ask for no more than that their text goes along. To allow another one is a decision. */
export const allowedLicenses: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Throws if a licence isn't allowed; undefined stands for a package that names none. */
export function checkLicense(name: string, license: string | undefined): void {
  if (license !== undefined && allowedLicenses.includes(license)) return;
  throw new Error(
    `${name} has ${license ? `the licence ${license}` : 'no licence'}; build/licenses.ts allows ${allowedLicenses.join(', ')}.`,
  );
}

/** Writes the document that goes along with the bundle: name, version, licence and its text. */
export function renderLicenses(packages: readonly BundledPackage[]): string {
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  const sections = packages.map(
    (one) => `## ${one.name} ${one.version}\n\n\`\`\`\`text\n${readTexts(one)}\n\`\`\`\`\n`,
  );
  return [
    '# Third-party licences\n\nThe files in this folder contain code of these packages.\n',
    `| package | version | licence |\n|---|---|---|\n${rows.join('\n')}\n`,
    ...sections,
  ].join('\n');
}

/** Reads a package's licence, the notices that Apache-2.0 wants to be passed on, and those in its modules. */
function readTexts({ name, license, folder, notices }: BundledPackage): string {
  checkLicense(name, license);
  const files = readdirSync(folder).sort();
  if (!files.some((file) => /^(?:licen[cs]e|copying)/i.test(file)))
    throw new Error(`${name} is bundled, and its package has no text of its licence (${license}).`);
  const texts = files
    .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return [...texts, ...notices].map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}
