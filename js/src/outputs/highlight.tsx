import { type FormValue, isObject, list, text } from "../kernel/values";
import { begun, LINE, PIECE, roomEach, weigh } from "../pieces";
import { Actions } from "./actions";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const MOST_TOKENS = 1_000;
const MOST_CLASSES = 200;

interface Token {
	token: string;
	mark: FormValue;
}

/** Tokens on a ground of their class's colour; numbers from -1 to 1 go from red to green. */
function Highlight({ output }: OutputProps) {
	const tokens = list(output.value)
		.filter(isObject)
		.map(({ token, class_or_confidence }) => ({ token: text(token), mark: class_or_confidence ?? null }));
	const { shown: counted, more } = useMore(tokens, MOST_TOKENS);
	const shown = withRoom(counted, PIECE);
	const classes = [...new Set(tokens.map(({ mark }) => mark).filter((mark) => typeof mark === "string"))];
	const named = classes.slice(0, MOST_CLASSES);
	const roomForName = Math.min(LINE, roomEach(named));
	// The kernel has seen to it that they are colours and nothing else.
	const colours = new Map(isObject(output.colors) ? Object.entries(output.colors) : []);
	const look = (name: string) => {
		const own = colours.get(name);
		return own === undefined
			? { style: ground(hueOf(classes.indexOf(name))) }
			: { class: "g-mark g-own", style: { "--colour": text(own) } };
	};

	return (
		<>
			<div class="g-legend">
				{named.map((name) => (
					<span class="g-mark" key={name} {...look(name)}>
						{begun(name, roomForName)}
					</span>
				))}
			</div>
			<div class="g-text g-free">
				<div class="g-prose g-pre">
					{shown.map(({ token, mark }, i) => {
						if (mark === null) return token;
						const drawn =
							typeof mark === "number" ? { style: ground(mark < 0 ? 25 : 145, Math.abs(mark)) } : look(text(mark));
						return (
							<span class="g-mark" key={i} {...drawn} title={begun(text(mark), LINE)}>
								{token}
							</span>
						);
					})}
				</div>
				{more}
				<Actions output={output} copy={tokens.map(({ token }) => token).join("")} save={{ end: ".txt" }} />
			</div>
		</>
	);
}

/** The first tokens, up to some units of text; the last one may be cut. */
function withRoom(tokens: readonly Token[], most: number): Token[] {
	const made: Token[] = [];
	let left = most;
	for (const { token, mark } of tokens) {
		if (left <= 0) break;
		made.push({ token: begun(token, left), mark });
		left -= weigh(token);
	}
	return made;
}

/** Neighbours in the legend are far apart on the wheel. */
const hueOf = (place: number): number => (200 + place * 137.5) % 360;

const ground = (hue: number, strength = 1): { [property: string]: string } => ({
	"--hue": String(hue),
	"--strength": `${Math.min(1, strength) * 100}%`,
});

registerOutput("highlight", Highlight);
