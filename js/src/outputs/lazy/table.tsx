import { useState } from "preact/hooks";
import { type FormValue, isObject, list, type OutputProps, text } from "../../core";

const FIRST = 50; // rows

export default function Table({ output: { value, label } }: OutputProps) {
	const [most, setMost] = useState(FIRST);
	if (!isObject(value)) return null;
	const headers = list(value.headers);
	const rows = list(value.data).map(list);
	const total = typeof value.total === "number" ? value.total : rows.length;
	const numeric = headers.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i])));
	const side = (i: number) => (numeric[i] ? "g-right" : "");
	return (
		<>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
			<div class="g-table" tabIndex={0} role="group" aria-label={label || "Table"}>
				<table>
					<thead>
						<tr>
							{headers.map((header, i) => (
								<th key={i} scope="col" class={side(i)}>
									{text(header)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{rows.slice(0, most).map((row, y) => (
							<tr key={y}>
								{headers.map((_, i) => (
									<td key={i} class={side(i)}>
										{text(row[i])}
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<p class="g-soft">
				{Math.min(most, rows.length)} of {total} rows{" "}
				{rows.length > most && (
					<button type="button" class="g-link" onClick={() => setMost(most * 4)}>
						Show more
					</button>
				)}
			</p>
		</>
	);
}

const isNumber = (value: FormValue | undefined): boolean => typeof value === "number" || value === null;
