import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import {
	Actions,
	begun,
	CopyButton,
	CopyIcon,
	type FormValue,
	LINE,
	type OutputProps,
	PIECE,
	useGradually,
} from "../../core";
import { type Found, pathKey, pythonPath, search, sizeOf } from "../../json/search";
import css from "../../json/tree.css";

export { css };

const MOST_ITEMS = 100;
const ITEMS_AT_ONCE = 50; // drawn in one frame
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
				<Items key={String(open)} path={path} value={value as { [key: string]: FormValue }} names={items}>
					{items.length < all.length && (
						<button type="button" class="g-link" onClick={() => setOpen(true)}>
							Show the others ({all.length - items.length})
						</button>
					)}
				</Items>
			)}
		</div>
	);
}

interface ItemsProps {
	path: readonly string[];
	value: { [key: string]: FormValue };
	/** Those to be shown. */
	names: readonly string[];
	children: ComponentChildren;
}

/** What is in an open node; a few more in each frame, and only the first until somebody asks for more. */
function Items({ path, value, names, children }: ItemsProps) {
	const [most, setMost] = useState(MOST_ITEMS);
	const drawn = useGradually(Math.min(most, names.length), ITEMS_AT_ONCE);
	return (
		<div class="g-branches">
			{names.slice(0, drawn).map((name) => (
				<Node key={name} path={[...path, name]} value={value[name] ?? null} />
			))}
			{children}
			{names.length > most && (
				<button type="button" class="g-link" onClick={() => setMost(most * 2)}>
					Show more ({names.length - most})
				</button>
			)}
		</div>
	);
}

const Key = ({ path }: { path: readonly string[] }) =>
	path.length ? <span class="g-key">{begun(path.at(-1) ?? "", LINE)}: </span> : null;

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
	const [most, setMost] = useState(LINE);
	const written = JSON.stringify(value);
	const shown = begun(written, most);
	return (
		<span class={`g-json-${value === null ? "null" : typeof value}`}>
			{shown}
			{typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && (
				<span class="g-soft"> rounded here; the variable has it exactly</span>
			)}
			{shown !== written && (
				<button type="button" class="g-link" onClick={() => setMost(most + PIECE)}>
					Show more
				</button>
			)}
		</span>
	);
}
