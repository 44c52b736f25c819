/** Claimed mails, on PostgreSQL. */
import '../operator/claimed-mails.test.ts';
