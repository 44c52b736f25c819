/** Who handles what in mailboxes, on PostgreSQL. */
import '../operator/handling.test.ts';
