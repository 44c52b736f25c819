/** The administrator's policy file as a JSON schema, for editors and for configuration management. */
import { z } from 'zod';
import { PolicyFile } from '../../main/electron/policy.ts';

/** JSON Schema (draft 2020-12), as text. */
export function describePolicy(): string {
  const schema = { title: 'Medimail policy', ...z.toJSONSchema(PolicyFile) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
