/** A code application on somebody's telephone, linked to an account through the operator's routes. */
import { expect } from 'vitest';
import { codeOf, fromBase32 } from './console.ts';
import { PASSWORD } from './newcomer.ts';
import type { TestOperator } from './test-operator.ts';
import type { Workstation } from './workstation.ts';

export interface CodeApplication {
  /** The code that it shows `later` steps from now, by the operator's clock. */
  code(later?: number): string;
  readonly recoveryCodes: readonly string[];
}

/** Reads the key that the operator shows, as an application would. */
export async function beginApplication(
  operator: TestOperator,
  owner: Workstation,
): Promise<(later?: number) => string> {
  const begun = await owner.call<{ key: string; uri: string }>('POST', '/v1/account/time-codes', {
    body: { password: PASSWORD },
  });
  expect(begun.status, begun.bytes.toString()).toBe(200);
  expect(begun.json.uri).toContain(`secret=${begun.json.key}`);
  const secret = fromBase32(begun.json.key);
  return (later = 0) => codeOf(operator, secret, later);
}

/** Links an application to the account that is signed in. The code of the present step, and those before it, are used up. */
export async function linkApplication(operator: TestOperator, owner: Workstation): Promise<CodeApplication> {
  const code = await beginApplication(operator, owner);
  const confirmed = await owner.call<{ recoveryCodes: string[] }>('POST', '/v1/account/time-codes/confirm', {
    body: { code: code() },
  });
  expect(confirmed.status, confirmed.bytes.toString()).toBe(200);
  return { code, recoveryCodes: confirmed.json.recoveryCodes };
}
