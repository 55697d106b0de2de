import { writeFileSync } from 'node:fs';
import { examples } from './examples.ts';
import { renderErrors } from './render.ts';

writeFileSync(new URL('../../docs/errors.md', import.meta.url), renderErrors(examples));
