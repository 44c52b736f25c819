/** What accounts keep, on PostgreSQL. */
import '../operator/account-items.test.ts';
