import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SealStatement } from '../../contract/model/seal.ts';
import { addAccountCommands } from '../../operator/commands/accounts.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails } from './support/mailbox.ts';
import { register, signInByCode, socialWorker } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

/** `operator accounts …`, in this process, on the folder of the operator that runs. */
async function accounts(...words: string[]): Promise<void> {
  const { dataFolder, pki } = operator;
  const program = new Command();
  addAccountCommands(program, () => OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder }));
  await program.parseAsync(['accounts', ...words], { from: 'user' });
}

describe('from nothing to a sealed envelope', () => {
  it('registers, is certified beside the running operator, signs in by code, and the seal says so', async () => {
    const address = await register(operator, socialWorker);
    const nora = await signInByCode(operator, address);
    const to = ['paul.leroy@demo.medimail.example'];
    const early = await deposit(nora, await writeLetter(nora, { to, signer: false }));
    expect(early.error).toMatchObject({ code: 'recipient.not-allowed', details: { needs: 'certified-account' } });

    await accounts('certify', address);
    await awaitMails(operator.dataFolder, address, 4);
    const sealed = await deposit(nora, await writeLetter(nora, { to, signer: false }));
    expect(sealed.status, sealed.bytes.toString()).toBe(200);
    const statement = JSON.parse(sealed.json.seal.statement) as SealStatement;
    expect(statement.sender).toMatchObject({ address, nationalId: null, authentication: { method: 'code' } });
    expect(statement.sender.authentication.evidenceSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(statement.signature).toBeNull();
    await nora.close();
  });
});
