/** What tests of scanning share: an operator with a scanner, and its answers. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DepositReceipt, SyncPage } from '../../../contract/api/routes.ts';
import type { OperatorConfig } from '../../../operator/config.ts';
import type { Letter } from './letter.ts';
import { startTestOperator, type TestOperator } from './test-operator.ts';
import type { Workstation } from './workstation.ts';

/** An operator with that scanner, and Claire signed in there. */
export async function operatorWith(clamd: NonNullable<OperatorConfig['scanner']>['clamd'], timeoutMs = 60_000) {
  const operator = await startTestOperator({ scanner: { clamd, timeoutMs } });
  return { operator, claire: await operator.signedIn('claire-martin') };
}

/** Commits what was uploaded before. */
export const commit = (from: Workstation, letter: Letter) =>
  from.call<DepositReceipt>('POST', `/v1/uploads/${letter.manifest.envelopeId}/commit`, { body: {} });

/** Whether a recipient sees anything of an envelope. */
export async function arrives(operator: TestOperator, letter: Letter): Promise<boolean> {
  const paul = await operator.signedIn('paul-leroy');
  const { changes } = (await paul.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
  return changes.some((change) => change.type === 'envelope' && change.record.id === letter.manifest.envelopeId);
}

/** Bytes of a zip that holds one file. */
export function zipped(content: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-zip-'));
  try {
    const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w', 8); z.write(sys.argv[2], 'f')";
    writeFileSync(join(folder, 'f'), content);
    const made = spawnSync('python3', ['-c', script, join(folder, 'z'), join(folder, 'f')], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return readFileSync(join(folder, 'z'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
