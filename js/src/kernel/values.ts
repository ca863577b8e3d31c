/** Values as forms and results hold them. */

import type { FileRef, FormValue, SecretRef, VariableRef } from "../messages";

export type { FileRef, FormValue, SecretRef, VariableRef };
export type Values = { [parameter: string]: FormValue };

type Objects = { [key: string]: FormValue };

export function isObject(value: FormValue | undefined): value is Objects {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isFileRef(value: FormValue | undefined): value is FileRef {
	return isObject(value) && typeof value.__file__ === "string";
}

export function isVariable(value: FormValue | undefined): value is VariableRef {
	return isObject(value) && typeof value.__variable__ === "string";
}

export function isSecret(value: FormValue | undefined): value is SecretRef {
	return isObject(value) && typeof value.__secret__ === "string";
}

export function same(a: FormValue | undefined, b: FormValue | undefined): boolean {
	if (a === b) return true;
	if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
	if (!isObject(a) || !isObject(b)) return false;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], (b as Objects)[key]));
}

export const text = (value: FormValue | undefined): string =>
	typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);

export const list = (value: FormValue | undefined): FormValue[] =>
	Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];

/** The files that stand anywhere in a value. */
export function filesIn(value: unknown): FileRef[] {
	if (typeof value !== "object" || value === null) return [];
	return isFileRef(value as FormValue) ? [value as FileRef] : Object.values(value).flatMap(filesIn);
}
