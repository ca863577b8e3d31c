import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import {
	begun,
	CopyButton,
	CopyIcon,
	FullScreenButton,
	isFileRef,
	type Json,
	type OutputProps,
	roomEach,
	SaveButton,
	useGradually,
	usePull,
	weigh,
} from "../../core";
import { AT_FIRST, PAGE, type Table as Rows, type Shown, useRows, written } from "../../table/rows";
import { cellStyle } from "../../table/style";
import css from "../../table/table.css";

export { css };

const FEW = 8; // rows that need no search
const LONGEST_CELL = 1_000; // units of text
const ROOM = 100_000; // units of text in a page; one of more takes long to lay out, however it is divided
const MOST_COLUMNS = 40; // in view; a page of more rows and columns takes long to lay out
const CELLS_AT_ONCE = 500; // drawn in one frame, of few words
const WORDS = 20; // units of text that a cell of few words has

export default function Table(props: OutputProps) {
	const { output } = props;
	const [shown, setShown] = useState<Shown>(AT_FIRST);
	const table = useRows(props, shown);
	const [columns, setColumns] = useState(MOST_COLUMNS);
	const name = output.label || output.name;
	const hidden = table.headers.length - columns;
	const box = useRef<HTMLDivElement>(null);
	const cells = useMemo(() => {
		const written = table.data.map((row, y) => row.slice(0, columns).map((_, x) => cellOf(table, y, x)));
		const most = Math.min(LONGEST_CELL, roomEach(written.flat(), ROOM));
		return written.map((row) => row.map((cell) => begun(cell, most)));
	}, [table.data, table.shown, columns]);
	const work = (row: string[] = []) => row.reduce((sum, cell) => sum + Math.max(WORDS, weigh(cell)), 0);
	const drawn = useGradually(cells.length, CELLS_AT_ONCE * WORDS, (y) => work(cells[y]));
	useLayoutEffect(() => {
		if (box.current) box.current.scrollTop = 0;
	}, [shown]);
	const sort = (column: number) => {
		// Once more turns it round, a third time gives the table's own order back.
		if (column !== shown.column) setShown({ ...shown, offset: 0, column, order: "ascending" });
		else if (shown.order === "ascending") setShown({ ...shown, offset: 0, order: "descending" });
		else setShown({ ...shown, offset: 0, column: -1, order: "ascending" });
	};
	return (
		<>
			<div class="g-table-tools">
				{table.total > FEW && (
					<input
						type="search"
						aria-label={`Search ${name}`}
						placeholder={`Search ${table.total.toLocaleString("en")} rows`}
						value={shown.search}
						onInput={({ currentTarget }) => setShown({ ...shown, offset: 0, search: currentTarget.value })}
					/>
				)}
				<span class="g-grow" />
				{isFileRef(output.csv) && <Csv file={output.csv} />}
				<FullScreenButton />
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
			<div class="g-table" ref={box} tabIndex={0} role="group" aria-label={name} aria-busy={table.waiting}>
				<table aria-rowcount={table.matches + 1}>
					<Head table={table} columns={columns} shown={shown} sort={sort} />
					<Body
						table={table}
						cells={cells.slice(0, drawn)}
						columns={columns}
						search={shown.search}
						offset={shown.offset}
					/>
				</table>
			</div>
			{hidden > 0 && (
				<button type="button" class="g-link" onClick={() => setColumns(columns + MOST_COLUMNS)}>
					Show more columns ({hidden.toLocaleString("en")})
				</button>
			)}
			{table.problem && <p class="g-problem">{table.problem}</p>}
			<Pager table={table} offset={shown.offset} go={(offset) => setShown({ ...shown, offset })} />
		</>
	);
}

function Csv({ file }: { file: Parameters<typeof SaveButton>[0]["file"] }) {
	const fetchAll = usePull();
	return (
		<>
			<CopyButton class="g-link" text={async () => (await fetchAll(file)).text()}>
				copy as CSV
			</CopyButton>
			<SaveButton file={file} words="save CSV" />
		</>
	);
}

const SIGNS = { ascending: " ▴", descending: " ▾" };

interface PartProps {
	table: Rows;
	/** How many are in view. */
	columns: number;
}

function Head({ table, columns, shown, sort }: PartProps & { shown: Shown; sort: (column: number) => void }) {
	const roomForHeader = Math.min(LONGEST_CELL, roomEach(table.headers.slice(0, columns)));
	return (
		<thead>
			<tr>
				<td />
				{table.headers.slice(0, columns).map((header, i) => {
					const order = i === shown.column ? shown.order : "none";
					return (
						<th key={i} scope="col" class={sideOf(table, i)} aria-sort={order}>
							<div>
								<button type="button" class="g-sort" title="Sort" onClick={() => sort(i)}>
									{begun(header, roomForHeader)}
									<i aria-hidden="true">{order === "none" ? "" : SIGNS[order]}</i>
								</button>
								<CopyButton class="g-copy-column" name={`Copy column ${header}`} text={() => table.column(i)}>
									<CopyIcon />
								</CopyButton>
							</div>
						</th>
					);
				})}
			</tr>
		</thead>
	);
}

interface BodyProps extends PartProps {
	/** What is shown of those in view. */
	cells: string[][];
	search: string;
	offset: number;
}

function Body({ table, cells, columns, search, offset }: BodyProps) {
	const sides = table.headers.slice(0, columns).map((_, x) => sideOf(table, x));
	return (
		<tbody>
			{cells.map((cellsOfRow, y) => {
				const row = table.data[y] ?? [];
				const number = (table.places[y] ?? y) + 1;
				return (
					<tr key={number} aria-rowindex={offset + y + 2}>
						<th scope="row">
							<CopyButton class="g-copy-row" name={`Copy row ${number}`} text={row.map(written).join("\t")}>
								{number}
							</CopyButton>
						</th>
						{sides.map((side, x) => (
							<td key={x} class={side} style={cellStyle(table.styles?.[y]?.[x])}>
								<Marked text={cellsOfRow[x] ?? ""} search={search} />
							</td>
						))}
					</tr>
				);
			})}
		</tbody>
	);
}

/** A cell as the app formats it. */
const cellOf = ({ data, shown }: Rows, y: number, x: number): string => shown?.[y]?.[x] ?? written(data[y]?.[x]);

/** What was searched for stands out. */
function Marked({ text, search }: { text: string; search: string }) {
	const at = search ? text.toLowerCase().indexOf(search.toLowerCase()) : -1;
	if (at < 0) return <>{text}</>;
	const end = at + search.length;
	return (
		<>
			{text.slice(0, at)}
			<mark>{text.slice(at, end)}</mark>
			{text.slice(end)}
		</>
	);
}

function Pager({ table, offset, go }: { table: Rows; offset: number; go: (offset: number) => void }) {
	const { matches, total, data } = table;
	const last = Math.max(0, Math.ceil(matches / PAGE) - 1) * PAGE;
	const words = (count: number) => count.toLocaleString("en");
	const rows = data.length ? `${words(offset + 1)} to ${words(offset + data.length)}` : "None";
	return (
		<div class="g-pager">
			{last > 0 && (
				<>
					<Step at={offset} go={go} to={0} name="First page" sign="«" />
					<Step at={offset} go={go} to={Math.max(0, offset - PAGE)} name="Previous page" sign="‹" />
				</>
			)}
			<span aria-live="polite">
				{last > 0 || !data.length ? `${rows} of ${words(matches)}` : words(matches)} {matches === 1 ? "row" : "rows"}
				{matches < total && `, found in ${words(total)}`}
			</span>
			{last > 0 && (
				<>
					<Step at={offset} go={go} to={Math.min(last, offset + PAGE)} name="Next page" sign="›" />
					<Step at={offset} go={go} to={last} name="Last page" sign="»" />
				</>
			)}
		</div>
	);
}

interface StepProps {
	at: number;
	to: number;
	name: string;
	sign: string;
	go: (offset: number) => void;
}

/** It can be reached also where it leads nowhere: who has pressed it to the end keeps the focus. */
function Step({ at, to, name, sign, go }: StepProps) {
	return (
		<button type="button" aria-label={name} aria-disabled={to === at} onClick={() => to !== at && go(to)}>
			{sign}
		</button>
	);
}

function sideOf(table: Rows, column: number): string {
	const numeric = table.data.length > 0 && table.data.every((row) => isNumber(row[column]));
	return numeric ? "g-right" : "";
}

const isNumber = (value: Json | undefined): boolean => typeof value === "number" || value === null;
