import { type FormValue, isObject, list, text } from "../kernel/values";
import { Actions } from "./actions";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

const MOST_CHARACTERS = 20_000; // copy and save have all of them
const LONGEST_CLASS = 200; // characters

interface Token {
	token: string;
	mark: FormValue;
}

/** Tokens on a ground of their class's colour; numbers from -1 to 1 go from red to green. */
function Highlight({ output }: OutputProps) {
	const tokens = list(output.value)
		.filter(isObject)
		.map(({ token, class_or_confidence }) => ({ token: text(token), mark: class_or_confidence ?? null }));
	const { shown: counted, more } = useMore(tokens, 2_000);
	const shown = begun(counted, MOST_CHARACTERS);
	const classes = [...new Set(tokens.map(({ mark }) => mark).filter((mark) => typeof mark === "string"))];
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
				{classes.slice(0, 200).map((name) => (
					<span class="g-mark" key={name} {...look(name)}>
						{name.slice(0, LONGEST_CLASS)}
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
							<span class="g-mark" key={i} {...drawn} title={text(mark).slice(0, LONGEST_CLASS)}>
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

/** The first tokens, up to a number of characters; the last one may be cut. */
function begun(tokens: readonly Token[], most: number): Token[] {
	const made: Token[] = [];
	let left = most;
	for (const { token, mark } of tokens) {
		if (left <= 0) break;
		made.push({ token: token.length > left ? `${token.slice(0, left)}…` : token, mark });
		left -= token.length;
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
