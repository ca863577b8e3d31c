/** Looking for a text in the keys and values of a tree. */

import { type FormValue, isObject } from "../core";

const MOST = 500; // hits; a page of more helps nobody

/** Keys from the root; two nodes never have the same. */
export const pathKey = (path: readonly string[]): string => JSON.stringify(path);

export interface Found {
	/** Those that fit. */
	hits: Set<string>;
	/** Those that have one below them, which have to be open, with the names of what leads there. */
	above: Map<string, string[]>;
	/** There may be more. */
	cut: boolean;
}

export function search(value: FormValue, wanted: string): Found {
	const found: Found = { hits: new Set(), above: new Map(), cut: false };
	const needle = wanted.toLowerCase();
	const fits = (text: string) => text.toLowerCase().includes(needle);
	const path: string[] = []; // one for all: a copy for each value takes longer than to look at it
	const look = (value: FormValue, isItem: boolean): boolean => {
		if (found.hits.size >= MOST) {
			found.cut = true;
			return false;
		}
		const isInner = Array.isArray(value) || isObject(value);
		const name = path.at(-1) ?? "";
		let isHit = (!isItem && path.length > 0 && fits(name)) || (!isInner && fits(String(value)));
		if (isHit) found.hits.add(pathKey(path));
		if (!isInner) return isHit;
		const names: string[] = [];
		for (const key in value) {
			path.push(key);
			if (look((value as { [key: string]: FormValue })[key] ?? null, Array.isArray(value))) names.push(key);
			path.pop();
			if (found.cut) break;
		}
		if (names.length) {
			found.above.set(pathKey(path), names);
			isHit = true;
		}
		return isHit;
	};
	look(value, false);
	return found;
}

/** As Python reaches it: `["scores"][0]["id"]`. */
export function pythonPath(root: FormValue, path: readonly string[]): string {
	let value: FormValue | undefined = root;
	return path
		.map((key) => {
			const isItem = Array.isArray(value);
			value = (value as { [key: string]: FormValue } | undefined)?.[key];
			return isItem ? `[${key}]` : `[${JSON.stringify(key)}]`;
		})
		.join("");
}

/** Number of values in a tree, counted no further than `most`. */
export function sizeOf(value: FormValue, most: number): number {
	if (typeof value !== "object" || value === null) return 1;
	let count = 1;
	for (const item of Object.values(value)) {
		count += sizeOf(item as FormValue, most - count);
		if (count >= most) break;
	}
	return count;
}
