/** The folder of an account on a workstation, before its stores are opened for the first time. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKeyFile } from '../../../main/session/store/keys/key-file.ts';

/** Makes one with a key file that nothing opens: the data key is the test's own. Whoever asked removes it. */
export async function makeAccountFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-account-'));
  const wraps = [{ kind: 'recovery-code' as const, salt: 'AA==', box: 'AA==' }];
  await writeKeyFile(join(folder, 'keys.json'), { version: 1, wraps, databases: {}, recoveryCodeSeen: true });
  return folder;
}
