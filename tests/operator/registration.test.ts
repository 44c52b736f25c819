import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register, signInByCode, socialWorker } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

describe('creating an account', () => {
  it('leads from an address to a session', async () => {
    const address = await register(operator, socialWorker);
    const workstation = await signInByCode(operator, address);
    expect((await workstation.call('GET', '/v1/account')).json).toMatchObject({ address, certified: false });
    await workstation.close();
  });
});
