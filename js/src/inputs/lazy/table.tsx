/** A table that is edited cell by cell, with the keys of a grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/). */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type FormValue, type InputProps, list, text } from "../../core";
import css from "../../style/inputs/table.css";
import {
	areaOf,
	type Cell,
	fill,
	HEAD,
	heightOf,
	isNoNumber,
	isWithin,
	read,
	readTsv,
	type Sheet,
	sheetOf,
	widthOf,
	writeTsv,
} from "../spreadsheet";

export { css };

const SHOWN = 100; // rows; more when asked
const LONGEST = 40; // letters of a cell in a sentence

export default function Table({ parameter, value, change, control, labelId }: InputProps) {
	const { options, label } = parameter;
	const known = list(options.headers).map(text);
	const sheet = sheetOf(value, known);
	const { headers, data } = sheet;
	const kinds = list(options.datatype).map(text);
	const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
	/** The other corner of what is selected; null where that is one cell. */
	const [anchor, setAnchor] = useState<Cell | null>(null);
	const dragged = useRef<Cell | null>(null);
	const area = areaOf(active, anchor ?? active);
	const count = heightOf(area) * widthOf(area);
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

	function go(row: number, column: number, from: Cell | null = null): void {
		wantsFocus.current = true;
		setEditing(null);
		setAnchor(from);
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

	/** Empty what is selected; headers stay. */
	function clear(): void {
		const from = Math.max(area.top, 0);
		const rows = data.slice(from, area.bottom + 1).map(() => Array(widthOf(area)).fill(""));
		if (rows.length) put({ row: from, column: area.left }, rows);
	}

	/** Keep what has been typed. */
	function commit(): void {
		if (editing !== null && editing !== text(at(active))) put(active, [[editing]]);
	}

	function finish(down: number, right: number): void {
		commit();
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
		const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
		const move = MOVES[key];
		if (move) {
			const far = ctrlKey || metaKey;
			const [down, right] = move;
			const row = far && key === "Home" ? 0 : far && key === "End" ? Infinity : active.row + down;
			go(row, active.column + right, shiftKey ? (anchor ?? active) : null);
		} else if (key === "a" && (ctrlKey || metaKey) && !altKey)
			go(0, 0, { row: data.length - 1, column: headers.length - 1 });
		else if (ctrlKey || metaKey || altKey) return;
		else if (key === "Escape" && anchor) setAnchor(null);
		else if (key === "Enter" || key === "F2") begin();
		else if (key === "Delete" || key === "Backspace") clear();
		else if (key === " " && kinds[active.column] === "bool") begin();
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
		put({ row: area.top, column: area.left }, fill(area, readTsv(pasted)));
	}

	function onCopy(event: ClipboardEvent): void {
		if (editing !== null) return;
		const rows = [headers, ...data].slice(area.top + 1, area.bottom + 2);
		const texts = rows.map((cells) => cells.slice(area.left, area.right + 1).map(text));
		event.clipboardData?.setData("text/plain", writeTsv(texts));
		event.preventDefault();
		event.stopPropagation();
		if (event.type === "cut") clear();
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
						if (wantsFocus.current) return;
						commit();
						setEditing(null);
					}}
				/>
			);
		return held === null || held === undefined ? "" : text(held);
	}

	const cellProps = (row: number, column: number) => ({
		tabIndex: isActive(row, column) && editing === null ? 0 : -1,
		"aria-selected": isWithin(area, row, column),
		onFocus: () => {
			if (isActive(row, column)) return;
			setAnchor(null);
			setActive({ row, column });
		},
		onDblClick: () => begin(),
		onMouseDown: (event: MouseEvent) => {
			if (event.button || event.target !== event.currentTarget) return;
			dragged.current = event.shiftKey ? (anchor ?? active) : { row, column };
			if (!event.shiftKey) setAnchor(null);
			else {
				event.preventDefault(); // which would select text
				commit();
				go(row, column, dragged.current);
			}
		},
		onMouseEnter: ({ buttons }: MouseEvent) => {
			if (!(buttons & 1)) dragged.current = null;
			else if (dragged.current) go(row, column, dragged.current);
		},
	});

	const wrong = data.flatMap((cells) => cells.filter((held, x) => isNoNumber(held, kinds[x] ?? "")));
	const { id, ...described } = control;
	return (
		<div class="g-sheet">
			<div class="g-sheet-scroll">
				<table
					// biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is interactive
					role="grid"
					class={count > 1 ? "g-many" : ""}
					ref={grid}
					id={id}
					tabIndex={-1}
					aria-describedby={described["aria-describedby"]}
					aria-invalid={described["aria-invalid"]}
					aria-labelledby={labelId}
					aria-rowcount={data.length + 1}
					aria-multiselectable="true"
					onKeyDown={onKeyDown}
					onPaste={onPaste}
					onCopy={onCopy}
					onCut={onCopy}
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
									<td
										key={x}
										class={typeof cells[x] === "number" ? "g-cell g-right" : "g-cell"}
										aria-invalid={isNoNumber(cells[x], kinds[x] ?? "") || undefined}
										{...cellProps(y, x)}
									>
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
			{wrong.length > 0 && (
				<p class="g-problem" role="alert">
					{text(wrong[0]).slice(0, LONGEST)} is no number
					{wrong.length > 1 && `, nor are ${wrong.length - 1} others`}: sent as text
				</p>
			)}
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
				<span
					class="g-soft"
					aria-live="polite"
					title={`Type into a cell, select with Shift, and copy from and to a spreadsheet, in ${label}`}
				>
					{count > 1 ? `${heightOf(area)} × ${widthOf(area)} cells` : "Enter edits, paste fills"}
				</span>
			</div>
		</div>
	);
}
