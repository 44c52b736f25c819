/** Drafts that accounts share, on PostgreSQL. */
import '../operator/shared-drafts.test.ts';
