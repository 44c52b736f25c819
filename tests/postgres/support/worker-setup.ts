/** Tells the fixtures that this suite is the one on PostgreSQL. */
import { inject } from 'vitest';
import { postgresVariable } from '../../operator/support/test-database.ts';

process.env[postgresVariable] = inject('postgresSocket');
