import { useState } from "preact/hooks";
import { CopyButton } from "../panel/copy";
import type { FormValue } from "../values";
import { registerOutput } from "./registry";

const MOST_ITEMS = 100;
const MOST_LETTERS = 500;

/** Nothing below a closed item is made. */
function Tree({ name, value, open: begin }: { name: string; value: FormValue; open: boolean }) {
	const [open, setOpen] = useState(begin);
	const [most, setMost] = useState(MOST_ITEMS);
	if (typeof value !== "object" || value === null)
		return (
			<div class="g-leaf">
				<Key name={name} />
				<Leaf value={value} />
			</div>
		);

	const isArray = Array.isArray(value);
	const items = Object.entries(value);
	return (
		<div class="g-branch">
			<button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
				<Key name={name} />
				<span class="g-soft">{isArray ? `[${items.length}]` : `{${items.length}}`}</span>
			</button>
			{open && (
				<div class="g-branches">
					{items.slice(0, most).map(([key, item]) => (
						<Tree key={key} name={key} value={item} open={false} />
					))}
					{items.length > most && (
						<button type="button" class="g-link" onClick={() => setMost(most * 2)}>
							Show more ({items.length - most})
						</button>
					)}
				</div>
			)}
		</div>
	);
}

const Key = ({ name }: { name: string }) => (name === "" ? null : <span class="g-key">{name}: </span>);

function Leaf({ value }: { value: string | number | boolean | null }) {
	const [whole, setWhole] = useState(false);
	const written = JSON.stringify(value);
	const cut = written.length > MOST_LETTERS && !whole;
	return (
		<span class={`g-json-${value === null ? "null" : typeof value}`}>
			{cut ? `${written.slice(0, MOST_LETTERS)}…` : written}
			{cut && (
				<button type="button" class="g-link" onClick={() => setWhole(true)}>
					Show more
				</button>
			)}
		</span>
	);
}

registerOutput("json", ({ output }) => (
	<div class="g-text">
		<div class="g-tree">
			<Tree name="" value={output.value} open={true} />
		</div>
		<CopyButton text={JSON.stringify(output.value, null, 2)} />
	</div>
));
