/** A table that is edited cell by cell, with the keys of a grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/). */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type FormValue, type InputProps, isObject, list, text } from "../../core";
import css from "../../style/inputs/table.css";

export { css };

const SHOWN = 100; // rows; more when asked
const HEAD = -1; // the row of the headers

interface Sheet {
	headers: string[];
	data: FormValue[][];
}

interface Cell {
	row: number;
	column: number;
}

function sheetOf(value: FormValue, known: string[]): Sheet {
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
		return Number.isFinite(number) ? number : typed;
	}
	if (kind === "bool" && /^\s*(true|false|yes|no|1|0)\s*$/i.test(typed)) return /^\s*(true|yes|1)/i.test(typed);
	return typed;
}

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

export default function Table({ parameter, value, change, control, labelId }: InputProps) {
	const { options, label } = parameter;
	const known = list(options.headers).map(text);
	const sheet = sheetOf(value, known);
	const { headers, data } = sheet;
	const kinds = list(options.datatype).map(text);
	const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
	const [editing, setEditing] = useState<string | null>(null);
	const [most, setMost] = useState(SHOWN);
	const grid = useRef<HTMLTableElement>(null);
	const wantsFocus = useRef(false);
	const fixed = { rows: options.fixed_rows === true, columns: options.fixed_columns === true };
	// An empty table shows a row to type into; it becomes one with its first cell.
	const shown = data.length || fixed.rows ? data.slice(0, most) : [headers.map(() => null)];

	// Before the next key comes, which is meant for what has the focus now.
	useLayoutEffect(() => {
		if (!wantsFocus.current) return;
		wantsFocus.current = false;
		const box = grid.current?.querySelector<HTMLElement>("[tabindex='0'], .g-cell-box");
		box?.focus();
		if (box instanceof HTMLTextAreaElement) box.setSelectionRange(box.value.length, box.value.length);
		box?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
	});

	const set = (next: Partial<Sheet>) => change({ headers, data, ...next });
	const at = ({ row, column }: Cell): FormValue | undefined => (row === HEAD ? headers[column] : data[row]?.[column]);

	function go(row: number, column: number): void {
		wantsFocus.current = true;
		setEditing(null);
		setActive({
			row: Math.max(HEAD, Math.min(row, shown.length - 1)),
			column: Math.max(0, Math.min(column, headers.length - 1)),
		});
	}

	function begin(typed: string | null = null): void {
		if (active.row === HEAD && fixed.columns) return;
		const before = at(active);
		if (active.row !== HEAD && kinds[active.column] === "bool" && typed === null) {
			put(active, [[before === true ? "false" : "true"]]);
			return;
		}
		wantsFocus.current = true;
		setEditing(typed ?? text(before));
	}

	/** Put texts into the cells from one on, with rows and columns for what is beyond the edge. */
	function put({ row, column }: Cell, texts: string[][]): void {
		const names = [...headers];
		const rows = data.map((cells) => [...cells]);
		const widest = Math.max(...texts.map(({ length }) => length));
		while (!fixed.columns && names.length < column + widest) names.push(String(names.length + 1));
		const [titles, lines] = row === HEAD ? [texts[0] ?? [], texts.slice(1)] : [[], texts];
		const top = Math.max(row, 0);
		titles.forEach((one, i) => {
			if (column + i < names.length && !fixed.columns) names[column + i] = one;
		});
		while (!fixed.rows && rows.length < top + lines.length) rows.push([]);
		lines.forEach((line, y) => {
			const cells = rows[top + y];
			if (!cells) return;
			line.forEach((one, x) => {
				if (column + x < names.length) cells[column + x] = read(one, kinds[column + x] ?? "", cells[column + x]);
			});
		});
		set({ headers: names, data: rows.map((cells) => names.map((_, i) => cells[i] ?? null)) });
	}

	function finish(down: number, right: number): void {
		if (editing !== null && editing !== text(at(active))) put(active, [[editing]]);
		go(active.row + down, active.column + right);
	}

	function onEditKey(event: KeyboardEvent): void {
		if (event.key === "Escape") go(active.row, active.column);
		else if (event.key === "Enter" && !event.shiftKey) {
			finish(event.ctrlKey || event.metaKey ? 0 : 1, 0);
			if (event.ctrlKey || event.metaKey) return; // which runs
		} else if (event.key === "Tab") finish(0, event.shiftKey ? -1 : 1);
		else return;
		event.preventDefault();
	}

	const MOVES: { [key: string]: [number, number] } = {
		ArrowUp: [-1, 0],
		ArrowDown: [1, 0],
		ArrowLeft: [0, -1],
		ArrowRight: [0, 1],
		PageUp: [-10, 0],
		PageDown: [10, 0],
		Home: [0, -Infinity],
		End: [0, Infinity],
	};

	function onKeyDown(event: KeyboardEvent): void {
		if (editing !== null) {
			onEditKey(event);
			return;
		}
		const { key, ctrlKey, metaKey, altKey } = event;
		const move = MOVES[key];
		if (move) {
			const far = ctrlKey || metaKey;
			const [down, right] = move;
			go(far && key === "Home" ? 0 : far && key === "End" ? Infinity : active.row + down, active.column + right);
		} else if (ctrlKey || metaKey || altKey) return;
		else if (key === "Enter" || key === "F2") begin();
		else if (key === "Delete" || key === "Backspace") {
			if (active.row !== HEAD) put(active, [[""]]);
		} else if (key === " " && kinds[active.column] === "bool") begin();
		else if (key.length === 1) begin(key);
		else return;
		event.preventDefault();
	}

	function onPaste(event: ClipboardEvent): void {
		if (editing !== null) return;
		const pasted = event.clipboardData?.getData("text/plain");
		if (!pasted) return;
		event.preventDefault();
		event.stopPropagation();
		put(active, readTsv(pasted));
	}

	function onCopy(event: ClipboardEvent): void {
		if (editing !== null || getSelection()?.toString()) return;
		event.clipboardData?.setData("text/plain", quote(text(at(active))));
		event.preventDefault();
	}

	const isActive = (row: number, column: number) => active.row === row && active.column === column;

	function cell(row: number, column: number, held: FormValue | undefined) {
		const name = `${headers[column]}, ${row === HEAD ? "header" : `row ${row + 1}`}`;
		if (isActive(row, column) && editing !== null)
			return (
				<textarea
					class="g-cell-box"
					rows={1}
					aria-label={name}
					value={editing}
					onInput={({ currentTarget }) => setEditing(currentTarget.value)}
					onBlur={() => {
						if (!wantsFocus.current && editing !== text(at(active))) put(active, [[editing]]);
						if (!wantsFocus.current) setEditing(null);
					}}
				/>
			);
		return held === null || held === undefined ? "" : text(held);
	}

	const cellProps = (row: number, column: number) => ({
		tabIndex: isActive(row, column) && editing === null ? 0 : -1,
		onFocus: () => !isActive(row, column) && setActive({ row, column }),
		onDblClick: () => begin(),
	});

	const { id, ...described } = control;
	return (
		<div class="g-sheet">
			<div class="g-sheet-scroll">
				<table
					// biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is interactive
					role="grid"
					ref={grid}
					id={id}
					tabIndex={-1}
					aria-describedby={described["aria-describedby"]}
					aria-invalid={described["aria-invalid"]}
					aria-labelledby={labelId}
					aria-rowcount={data.length + 1}
					onKeyDown={onKeyDown}
					onPaste={onPaste}
					onCopy={onCopy}
					onFocus={(event) => event.target === grid.current && go(active.row, active.column)}
				>
					<thead>
						<tr>
							{headers.map((header, i) => (
								<th key={i} scope="col" {...cellProps(HEAD, i)}>
									{cell(HEAD, i, header)}
									{!fixed.columns && headers.length > 1 && editing === null && (
										<button
											type="button"
											class="g-tiny"
											tabIndex={isActive(HEAD, i) ? 0 : -1}
											aria-label={`Remove column ${header}`}
											onClick={() =>
												set({
													headers: headers.filter((_, at) => at !== i),
													data: data.map((cells) => cells.filter((_, at) => at !== i)),
												})
											}
										>
											✕
										</button>
									)}
								</th>
							))}
							<td class="g-row-tool" />
						</tr>
					</thead>
					<tbody>
						{shown.map((cells, y) => (
							<tr key={y}>
								{headers.map((_, x) => (
									<td key={x} class={typeof cells[x] === "number" ? "g-cell g-right" : "g-cell"} {...cellProps(y, x)}>
										{cell(y, x, cells[x])}
									</td>
								))}
								<td class="g-row-tool">
									{!fixed.rows && data.length > 0 && (
										<button
											type="button"
											class="g-tiny"
											tabIndex={active.row === y ? 0 : -1}
											aria-label={`Remove row ${y + 1}`}
											onClick={() => set({ data: data.filter((_, at) => at !== y) })}
										>
											✕
										</button>
									)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<div class="g-row">
				{!fixed.rows && (
					<button type="button" class="g-add" onClick={() => set({ data: [...data, headers.map(() => null)] })}>
						Add row
					</button>
				)}
				{!fixed.columns && (
					<button
						type="button"
						class="g-add"
						onClick={() =>
							set({
								headers: [...headers, String(headers.length + 1)],
								data: data.map((cells) => [...cells, null]),
							})
						}
					>
						Add column
					</button>
				)}
				<span class="g-grow" />
				{data.length > most && (
					<button type="button" class="g-link" onClick={() => setMost(most * 4)}>
						Show more of {data.length} rows
					</button>
				)}
				<span class="g-soft" title={`Type into a cell, or paste from a spreadsheet, in ${label}`}>
					Enter edits, paste fills
				</span>
			</div>
		</div>
	);
}
