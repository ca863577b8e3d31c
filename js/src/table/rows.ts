/** The rows of a table that are on show: the first came with the result, the others are asked for. */

import { useEffect, useRef, useState } from "preact/hooks";
import { failureOf, isObject, type Json, list, type OutputProps, type TablePage, text, useView } from "../core";

export const PAGE = 100; // rows
/** Of an answer: the kernel's own limit. */
const MOST = 10_000;
const PAUSE = 250; // ms after the last key, and between updates of a result that is being made

export interface Shown {
	offset: number;
	/** -1: in the order of the table. */
	column: number;
	order: "ascending" | "descending";
	search: string;
}

export const AT_FIRST: Shown = { offset: 0, column: -1, order: "ascending", search: "" };

interface Page extends TablePage {
	/** Rows that fit the search. */
	matches: number;
}

export interface Table extends Page {
	headers: string[];
	total: number;
	waiting: boolean;
	problem: string;
	/** Everything in a column, as far as it fits the search. */
	column: (index: number) => Promise<string>;
}

export function useRows({ output, run }: OutputProps, shown: Shown): Table {
	const { wire } = useView().store;
	const value = isObject(output.value) ? output.value : {};
	const first = useRef<Page>({ data: [], places: [], shown: null, styles: null, matches: 0 });
	const [asked, setAsked] = useState<Page | null>(null);
	const [waiting, setWaiting] = useState(false);
	const [problem, setProblem] = useState("");
	const total = Number(value.total ?? 0);
	const here = !shown.offset && shown.column < 0 && !shown.search;
	first.current = { ...(value as unknown as TablePage), matches: total };

	const ask = async (more: Partial<Shown>, count: number) => {
		const { result } = await wire.ask({ ask: "rows", run, output: output.name, count, ...shown, ...more });
		return result as unknown as Page;
	};

	useEffect(() => {
		let wanted = true;
		setProblem("");
		setWaiting(!here);
		if (here) {
			setAsked(null);
			return;
		}
		const timer = setTimeout(
			() =>
				ask({}, PAGE)
					.then(
						(page) => wanted && setAsked(page),
						(error) => wanted && setProblem(failureOf(error).message),
					)
					.finally(() => wanted && setWaiting(false)),
			asked && !shown.search ? 0 : PAUSE,
		);
		return () => {
			wanted = false;
			clearTimeout(timer);
		};
	}, [shown, output.value]);

	const page = here || !asked ? first.current : asked;
	const column = async (index: number) => {
		const cells: string[] = [];
		let matches: number;
		do {
			const part = await ask({ offset: cells.length }, MOST);
			matches = part.data.length ? part.matches : 0;
			cells.push(...part.data.map((row) => written(row[index])));
		} while (cells.length < matches);
		return cells.join("\n");
	};
	return { ...page, headers: list(value.headers).map(text), total, waiting, problem, column };
}

export const written = (cell: Json | undefined): string => text(cell);
