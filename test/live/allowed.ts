// Asked first by `npm run test:live`.
import { whyNot } from './account.ts';

const reasons = whyNot(process.env);
for (const reason of reasons) console.error(reason);
if (reasons.length > 0) process.exit(2);
