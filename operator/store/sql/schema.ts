/** The tables as kysely sees them; instants are RFC 3339 text, structured values JSON text. */
import type { Generated } from 'kysely';
import type { DraftHead } from '../../../contract/model/shared-draft.ts';
import type { AddressChange } from '../../services/ports/address-changes.ts';
import type { MailState } from '../../services/ports/mail.ts';

export interface MainSchema {
  meta: { key: string; value: string };
  accounts: {
    id: string;
    address: string;
    national_id: string | null;
    contact_email: string | null;
    department: string | null;
    suspended: number;
    closed: number;
    /** Folded, to be found by. */
    family: string;
    given: string;
    card: string;
  };
  account_items: {
    account_id: string;
    kind: string;
    id: string;
    value: Uint8Array | null;
    changed_at: string;
    position: number;
  };
  account_item_counts: { account_id: string; items: number; position: number };
  shared_drafts: {
    account_id: string;
    id: string;
    version: string;
    origin: Uint8Array;
    words: Uint8Array | null;
    size_bytes: number;
    changed_at: string;
    gone: DraftHead['gone'];
    position: number;
  };
  shared_draft_counts: { account_id: string; position: number };
  handling_entries: {
    mailbox_id: string;
    envelope_id: string;
    number: number;
    step: number | null;
    id: string;
    kind: string;
    by_id: string | null;
    by_name: string | null;
    whom_id: string | null;
    whom_name: string | null;
    at: string;
    latest: number;
    removed_at: string | null;
    removed_by_id: string | null;
    removed_by_name: string | null;
    position: number;
    words: Uint8Array | null;
  };
  handling_counts: { mailbox_id: string; position: number };
  acts: {
    seq: Generated<number>;
    at: string;
    kind: string;
    actor_id: string | null;
    actor: string;
    account_id: string | null;
    subject: string;
    subject_name: string;
    department: string | null;
    reason: string | null;
    words: string;
  };
  administrators: {
    id: string;
    address: string;
    name: string;
    role: string;
    region: string | null;
    created_at: string;
    password_hash: string | null;
    totp_secret: Uint8Array | null;
    totp_step: number;
    structure_id: string | null;
  };
  enrolments: {
    token_hash: string;
    administrator_id: string;
    expires_at: string;
    password_hash: string | null;
    totp_secret: Uint8Array | null;
  };
  recovery_codes: { administrator_id: string; code_hash: string };
  console_sessions: {
    token_hash: string;
    administrator_id: string;
    created_at: string;
    seen_at: string;
  };
  sessions: {
    id: string;
    account_id: string;
    jkt: string;
    public_key: string;
    method: string;
    evidence_sha256: string | null;
    refresh_hash: string;
    previous_refresh_hash: string | null;
    created_at: string;
    expires_at: string;
    ended_at: string | null;
    /** When it last asked for anything, to the hour; null before the first time. */
    used_at: string | null;
  };
  used_nonces: { nonce: string; expires_at: string };
  sign_in_evidence: { sha256: string; account_id: string; at: string; assertion: string };
  passwords: { account_id: string; hash: string; language: string };
  code_challenges: {
    id: string;
    account_id: string | null;
    address_hash: string;
    jkt: string;
    code_hash: string;
    tries_left: number;
    used: number;
    created_at: string;
    expires_at: string;
  };
  time_codes: { account_id: string; secret: Uint8Array; step: number; enrolled_at: string };
  begun_time_codes: { account_id: string; secret: Uint8Array; expires_at: string };
  account_recovery_codes: { account_id: string; code_hash: string };
  passkeys: {
    id: string;
    account_id: string;
    credential_id: string;
    public_key: Uint8Array;
    sign_count: number;
    name: string;
    added_at: string;
    used_at: string | null;
  };
  passkey_ceremonies: {
    ticket_hash: string;
    purpose: string;
    bound_to: string;
    account_id: string | null;
    expires_at: string;
    used: number;
    code_hash: string | null;
    answer: string | null;
  };
  devices: { account_id: string; jkt: string; last_seen_at: string };
  links: {
    token_hash: string;
    purpose: string;
    address: string;
    given_name: string;
    family_name: string;
    language: string;
    created_at: string;
    expires_at: string;
  };
  applications: {
    account_id: string;
    profile: string;
    state: string;
    submitted_at: string;
    decided_at: string | null;
    reason: string | null;
  };
  address_changes: {
    id: string;
    account_id: string;
    old_address: string;
    new_address: string;
    letter: string;
    token_hash: string;
    asked_at: string;
    link_expires_at: string;
    proven_at: string | null;
    state: AddressChange['state'];
    reason: string | null;
  };
  former_addresses: { address: string; account_id: string; left_at: string };
  mssante_aliases: {
    address: string;
    account_id: string;
    reserved_at: string;
    activated_at: string | null;
    red_list: number;
  };
  mssante_told: { address: string; digest: string; told_at: string };
  uploads: {
    account_id: string;
    envelope_id: string;
    content_id: string;
    manifest: string;
    offset_bytes: number;
    created_at: string;
    touched_at: string;
    mailbox_id: string | null;
  };
  withdrawn_deposits: { account_id: string; mailbox_id: string; envelope_id: string; until: string };
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
    /** Empty: the sender has no account. */
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
    warned_at: string | null;
    erasing_since: string | null;
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
  log_tree: { level: number; position: number; hash: Uint8Array };
  log_heads: { tree_size: number; statement: string; signature: string };
  feed: { account_id: string; envelope_id: string; box: string; record_position: number; position: number };
  mails: {
    place: Generated<number>;
    id: string;
    kind: string;
    envelope_id: string;
    account_id: string | null;
    recipient: string | null;
    state: MailState;
    tries: number;
    queued_at: string;
    next_try_at: string;
    act: string | null;
    claimed_until: string | null;
  };
  delegations: {
    place: Generated<number>;
    id: string;
    owner_id: string;
    delegate_id: string;
    scopes: string;
    starts_at: string;
    until: string;
    reason: string;
    state: string;
    granted_at: string;
    answered_at: string | null;
    ended_at: string | null;
    ended_by: string | null;
  };
  absences: {
    place: Generated<number>;
    id: string;
    owner_id: string;
    starts_at: string;
    until: string;
    text: string;
    delegate_id: string | null;
    stated_at: string;
    ended_at: string | null;
  };
  absence_answers: {
    absence_id: string;
    sender_id: string;
    envelope_id: string;
    recipient: string;
    delegate: string | null;
  };
  invitations: { envelope_id: string; address: string; token_hash: string };
  invited_answers: { answer_id: string; answered_id: string; address: string };
  asked_phones: { content_id: string; address: string; box: Uint8Array };
  phone_codes: {
    secret_hash: string;
    envelope_id: string;
    address: string;
    link_hash: string;
    number_hash: string;
    code_hash: string | null;
    sent_at: string;
    tries: number;
  };
  readings: { token_hash: string; envelope_id: string; address: string; used_at: string };
  notification_preferences: { account_id: string; preferences: string };
  statements: { sha256: string; envelope_id: string; recipient: string; text: string };
  validation_objects: { sha256: string; kind: string; der: Uint8Array };
  infected_deposits: { at: string; account_id: string; envelope_id: string; sha256: string; signature: string };
  envelope_validation: { envelope_id: string; sha256: string };
  holds: HoldRow;
  open_holds: HoldRow;
  hold_lifts: { hold: number; lifted_at: string; lifted_by: string; os_user: string; reason: string };
  /** Envelopes that an open hold covers, by themselves or through an account. */
  held_envelopes: { envelope_id: string };
  structures: {
    id: string;
    finess: string | null;
    name: string;
    department: string;
    region: string | null;
    added_at: string;
  };
  members: {
    place: Generated<number>;
    structure_id: string;
    address: string;
    rpps: string | null;
    person: string;
    added_at: string;
    account_id: string | null;
    joined_at: string | null;
    revision: number;
    published: number;
    left_at: string | null;
    words: string;
  };
  organisation_mailboxes: {
    id: string;
    structure_id: string;
    name: string;
    address: string;
    town: string | null;
    asked_at: string;
    token_hash: string | null;
    expires_at: string | null;
    published: number;
  };
}

interface HoldRow {
  place: Generated<number>;
  envelope_id: string | null;
  account_id: string | null;
  placed_at: string;
  placed_by: string;
  os_user: string;
  reason: string;
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
    source: 'account' | 'pre-registered' | 'national';
    findable: 0 | 1;
    family: string;
    given: string;
    town: string;
    department: string;
    profession: string;
    specialty: string;
    digest: Uint8Array | null;
    entry: string;
  };
  /** The words of findable entries, in whatever index the database has for them. */
  entry_words: { rowid: number; words: string };
  imports: { id: number; finished_at: string; rows: number };
  /** One row. */
  own_changes: { id: number; number: number };
  /** One row, once there is an edition. */
  editions: { id: number; number: number; state: string };
}
