/** Mails, on PostgreSQL. */
import '../operator/notifications.test.ts';
