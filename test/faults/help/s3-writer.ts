// node s3-writer.ts <settings> <name> <count | stall | file path>: writes so many small objects, begins one that never ends, or sends a file.
import { S3Driver } from '../../../src/storage/s3/driver.ts';

const [settings, name, count] = process.argv.slice(2) as [string, string, string];
const driver = new S3Driver(JSON.parse(settings) as { s3: string });

async function* endless(): AsyncGenerator<Uint8Array> {
  for (let i = 0; ; i++) {
    yield Buffer.alloc(1024 * 1024);
    // By then the first parts have begun.
    if (i === 100) {
      console.log('stalled');
      await new Promise((resolve) => setInterval(resolve, 2 ** 30));
    }
  }
}

if (count === 'stall') await driver.put(name, endless());
else if (count === 'file') await driver.putFile(name, process.argv[5]!);
else {
  await Promise.all(
    Array.from({ length: Number(count) }, (_, i) => driver.put(`${name}/${i} %+ä`, Buffer.from(`${name} ${i}`))),
  );
}
