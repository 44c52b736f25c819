/** The tables as kysely sees them; instants are RFC 3339 text, structured values JSON text. */

export interface MainSchema {
  meta: { key: string; value: string };
  accounts: {
    id: string;
    address: string;
    national_id: string | null;
    contact_email: string | null;
    closed: number;
    card: string;
  };
  sessions: {
    id: string;
    account_id: string;
    jkt: string;
    public_key: string;
    method: string;
    evidence_sha256: string | null;
    refresh_hash: string;
    created_at: string;
    expires_at: string;
    ended_at: string | null;
  };
  used_nonces: { nonce: string; expires_at: string };
  sign_in_evidence: { sha256: string; account_id: string; at: string; assertion: string };
  uploads: {
    account_id: string;
    envelope_id: string;
    content_id: string;
    manifest: string;
    offset_bytes: number;
    created_at: string;
    touched_at: string;
  };
  segments: {
    content_id: string;
    position: number;
    offset_bytes: number;
    size_bytes: number;
    cipher_bytes: number;
    inline_bytes: Uint8Array | null;
    blob: string | null;
  };
  envelopes: {
    id: string;
    content_id: string;
    sender_account_id: string;
    sender: string;
    metadata: Uint8Array | null;
    sha256: string;
    size_bytes: number;
    signed: number;
    deposited_at: string;
    sealed_at: string;
    expires_at: string;
    seal: string;
  };
  recipients: {
    envelope_id: string;
    position: number;
    address: string;
    account_id: string | null;
    state: string;
    opened_at: string | null;
    facts: string;
  };
  events: {
    seq: number;
    envelope_id: string;
    kind: string;
    recipient: string | null;
    bytes: string;
    hash: string;
  };
  feed: { account_id: string; envelope_id: string; box: string; record_position: number; position: number };
  notifications: { envelope_id: string; address: string };
  statements: { sha256: string; envelope_id: string; recipient: string; text: string };
  validation_objects: { sha256: string; kind: string; der: Uint8Array };
  envelope_validation: { envelope_id: string; sha256: string };
}

export interface KeySchema {
  monthly_keys: { month: string; wrapped: Uint8Array };
  content_keys: { content_id: string; month: string; wrapped: Uint8Array };
  secrets: { name: string; wrapped: Uint8Array };
}

export interface DirectorySchema {
  entries: {
    rowid: number;
    id: string;
    address: string;
    family: string;
    given: string;
    town: string;
    department: string;
    profession: string;
    specialty: string;
    entry: string;
  };
}
