import type { ColumnType } from 'kysely';

export type Time = ColumnType<Date, Date | string, Date | string>;

/** A time that the database sets unless it is given. */
export type MadeTime = ColumnType<Date, Date | string | undefined, Date | string>;

export type Json<T> = ColumnType<T, string, string>;

export type Big = ColumnType<string, number | string | bigint, number | string | bigint>;
