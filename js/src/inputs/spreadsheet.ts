/** The cells of a table that is edited, and the form in which spreadsheets exchange theirs. */

import { type FormValue, inexactIn, isObject, list, text } from "../core";

/** The row of the headers. */
export const HEAD = -1;

export interface Sheet {
	headers: string[];
	data: FormValue[][];
}

export interface Cell {
	row: number;
	column: number;
}

export function sheetOf(value: FormValue, known: string[]): Sheet {
	const held = isObject(value) ? value : {};
	const data = list(held.data).map(list);
	const width = Math.max(list(held.headers).length, ...data.map(({ length }) => length), 0);
	const headers = width ? list(held.headers).map(text) : known;
	for (let i = headers.length; i < width; i++) headers.push(String(i + 1));
	return { headers, data };
}

/** What a typed text is in a column. */
export function read(typed: string, kind: string, before: FormValue | undefined): FormValue {
	if (kind === "number" || (typeof before === "number" && kind !== "str")) {
		if (!typed.trim()) return null;
		const number = Number(typed.trim().replace(/(\d),(\d{1,2})$/, "$1.$2"));
		return Number.isFinite(number) && !inexactIn(typed) ? number : typed;
	}
	if (kind === "bool" && /^\s*(true|false|yes|no|1|0)\s*$/i.test(typed)) return /^\s*(true|yes|1)/i.test(typed);
	return typed;
}

/** Whether a cell holds text in a column of numbers: what was written could not be read as one. */
export const isNoNumber = (held: FormValue | undefined, kind: string): boolean =>
	kind === "number" && typeof held === "string" && held.trim() !== "";

/** Cells of a spreadsheet: tabs and lines, with quotes around what holds either. */
export function readTsv(pasted: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain = "", end] of pasted
		.replace(/\r\n?/g, "\n")
		.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
		rows.at(-1)?.push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
		if (end === "\n") rows.push([]);
		if (!end) break;
	}
	if (rows.length > 1 && rows.at(-1)?.join("") === "") rows.pop();
	return rows;
}

const quote = (cell: string): string => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** The same the other way. */
export const writeTsv = (rows: string[][]): string => rows.map((cells) => cells.map(quote).join("\t")).join("\n");

/** Cells from one corner to another, both within it. */
export interface Area {
	top: number;
	left: number;
	bottom: number;
	right: number;
}

export const areaOf = (one: Cell, other: Cell): Area => ({
	top: Math.min(one.row, other.row),
	left: Math.min(one.column, other.column),
	bottom: Math.max(one.row, other.row),
	right: Math.max(one.column, other.column),
});

export const isWithin = ({ top, left, bottom, right }: Area, row: number, column: number): boolean =>
	row >= top && row <= bottom && column >= left && column <= right;

export const heightOf = ({ top, bottom }: Area): number => bottom - top + 1;
export const widthOf = ({ left, right }: Area): number => right - left + 1;

/** What to paste over an area: a single cell fills all of it. */
export function fill(area: Area, pasted: string[][]): string[][] {
	const [first] = pasted;
	if (pasted.length !== 1 || first?.length !== 1) return pasted;
	return Array.from({ length: heightOf(area) }, () => Array(widthOf(area)).fill(first[0]));
}
