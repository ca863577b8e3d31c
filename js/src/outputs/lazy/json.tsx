import { createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { Actions, CopyButton, CopyIcon, type FormValue, type OutputProps } from "../../core";
import { type Found, pathKey, pythonPath, search, sizeOf } from "../../json/search";
import css from "../../json/tree.css";

export { css };

const MOST_ITEMS = 100;
const MOST_LETTERS = 500;
/** Values that are all in view at once. */
const FEW = 40;
const PAUSE = 200; // ms after the last key

interface Root {
	value: FormValue;
	found: Found | null;
	isSmall: boolean;
}

const RootContext = createContext<Root>({ value: null, found: null, isSmall: true });

export default function Json({ output }: OutputProps) {
	const { value, label } = output;
	const [typed, setTyped] = useState("");
	const [wanted, setWanted] = useState("");
	useEffect(() => {
		const timer = setTimeout(() => setWanted(typed), PAUSE);
		return () => clearTimeout(timer);
	}, [typed]);
	const size = useMemo(() => sizeOf(value, FEW), [value]);
	const found = useMemo(() => (wanted ? search(value, wanted) : null), [value, wanted]);
	const root = useMemo(() => ({ value, found, isSmall: size < FEW }), [value, found, size]);
	return (
		<div class="g-text">
			<div class="g-tree-tools">
				{size > 1 && (
					<input
						type="search"
						aria-label={`Search ${label || "the tree"}`}
						placeholder="Search"
						value={typed}
						onInput={({ currentTarget }) => setTyped(currentTarget.value)}
					/>
				)}
				<span class="g-soft" aria-live="polite">
					{found && `${found.hits.size}${found.cut ? " or more" : ""} found`}
				</span>
				<Actions
					output={output}
					copy={() => JSON.stringify(value, null, 2)}
					save={{ end: ".json" }}
					class="g-actions"
				/>
			</div>
			<div class="g-tree">
				<RootContext.Provider value={root}>
					<Node path={[]} value={value} />
				</RootContext.Provider>
			</div>
		</div>
	);
}

interface NodeProps {
	path: readonly string[];
	value: FormValue;
}

/** Nothing below a closed node is made. */
function Node({ path, value }: NodeProps) {
	const { found, isSmall } = useContext(RootContext);
	const [open, setOpen] = useState<boolean>();
	const [most, setMost] = useState(MOST_ITEMS);
	const key = pathKey(path);
	const marked = found?.hits.has(key) ? "g-node g-hit" : "g-node";
	useEffect(() => setOpen(undefined), [found]);
	if (typeof value !== "object" || value === null)
		return (
			<div class="g-leaf">
				<div class={marked}>
					<span>
						<Key path={path} />
						<Leaf value={value} />
					</span>
					<CopyPath path={path} />
				</div>
			</div>
		);

	const isOpen = open ?? (path.length === 0 || isSmall || found?.above.has(key) === true);
	const all = Object.keys(value);
	// Of what is being looked for, only the ways that lead there; until the reader opens one.
	const items = (open === undefined && found?.above.get(key)) || all;
	return (
		<div class="g-branch">
			<div class={marked}>
				<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
					<Key path={path} />
					<span class="g-soft">{Array.isArray(value) ? `[${all.length}]` : `{${all.length}}`}</span>
				</button>
				{path.length > 0 && <CopyPath path={path} />}
			</div>
			{isOpen && (
				<div class="g-branches">
					{items.slice(0, most).map((name) => (
						<Node key={name} path={[...path, name]} value={(value as { [key: string]: FormValue })[name] ?? null} />
					))}
					{items.length < all.length && (
						<button type="button" class="g-link" onClick={() => setOpen(true)}>
							Show the others ({all.length - items.length})
						</button>
					)}
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

const Key = ({ path }: { path: readonly string[] }) =>
	path.length ? <span class="g-key">{path.at(-1)}: </span> : null;

function CopyPath({ path }: { path: readonly string[] }) {
	const { value } = useContext(RootContext);
	const python = pythonPath(value, path);
	return (
		<CopyButton class="g-path" name={`Copy path ${python}`} text={python}>
			<CopyIcon />
		</CopyButton>
	);
}

function Leaf({ value }: { value: string | number | boolean | null }) {
	const [whole, setWhole] = useState(false);
	const written = JSON.stringify(value);
	const cut = written.length > MOST_LETTERS && !whole;
	return (
		<span class={`g-json-${value === null ? "null" : typeof value}`}>
			{cut ? `${written.slice(0, MOST_LETTERS)}…` : written}
			{typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && (
				<span class="g-soft"> rounded here; the variable has it exactly</span>
			)}
			{cut && (
				<button type="button" class="g-link" onClick={() => setWhole(true)}>
					Show more
				</button>
			)}
		</span>
	);
}
