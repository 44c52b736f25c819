/** Passkeys of accounts, on PostgreSQL. */
import '../operator/passkeys.test.ts';
