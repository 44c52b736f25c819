/** Whose an address is, or was: one that somebody had is given to nobody else, since letters may still come to it. */
import type { Reader } from './database.ts';
import type { MainSchema } from './schema.ts';

/** The account that has it, had it before a change, or has it in the trust space; null for nobody's. */
export async function addressHolder(reader: Reader<MainSchema>, address: string): Promise<string | null> {
  const { build } = reader;
  const account = await reader.first(build.selectFrom('accounts').select('id').where('address', '=', address));
  const former = await reader.first(
    build.selectFrom('former_addresses').select('account_id').where('address', '=', address),
  );
  const alias = await reader.first(
    build.selectFrom('mssante_aliases').select('account_id').where('address', '=', address),
  );
  return account?.id ?? former?.account_id ?? alias?.account_id ?? null;
}
