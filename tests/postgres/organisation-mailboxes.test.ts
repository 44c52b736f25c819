/** Mailboxes of structures, on PostgreSQL. */
import '../operator/organisation-mailboxes.test.ts';
