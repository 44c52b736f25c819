/** A PKI folder of a test's own, with the keys that all test runs of this user share: making them takes seconds. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoPki, demoPki } from '../../support/pki/demo.ts';
import { defaultKeyDirectory } from '../../support/pki/key-store.ts';
import { type CastName, cast } from '../../support/pki/people.ts';
import { createPki } from '../../support/pki/pki.ts';

/** Writes the demonstration's PKI below `folder`. */
export async function testPki(folder: string): Promise<DemoPki> {
  // Makes the shared keys if they are missing; the store is safe against other processes doing the same.
  const shared = await createPki();
  for (const name of Object.keys(cast) as CastName[]) await shared.issueCard(cast[name]);
  await Promise.all([
    shared.issueServer(['localhost', '127.0.0.1', '::1']),
    shared.issueSeal(),
    shared.issueTimestamp(),
  ]);
  cpSync(defaultKeyDirectory(), join(folder, 'keys'), { recursive: true, filter: (file) => !/\.pem\..+$/.test(file) });
  return demoPki(folder);
}
