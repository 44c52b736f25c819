/** The operator's statement about an envelope, as the bytes that are signed. */
import { SealStatement } from '../../contract/model/seal.ts';
import { canonicalJson, readCanonicalJson } from '../canonical-json.ts';

/** Canonical JSON (RFC 8785) of a statement; one that does not fit its schema is a programming error. */
export function statementBytes(statement: SealStatement): Uint8Array {
  return canonicalJson(SealStatement.parse(statement));
}

/** Reads a statement's text; null unless it is exactly the canonical form of a valid statement. */
export function readStatement(text: string): SealStatement | null {
  return readCanonicalJson(SealStatement, text);
}
