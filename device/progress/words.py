"""The words of which codes are made: short, everyday, and clearly different from each other.

Our own list. None is like another in writing or sound, has a second spelling, or could hurt. How
well recognisers give them back, and which to leave out next: `tests/bench/codewords.py`.
"""

WORDS: tuple[str, ...] = tuple(
    """
    accordion acorn airport almond alphabet anchor apple apricot apron armchair artist astronaut
    badger bakery balcony balloon banana banjo barber basketball bicycle birthday blackberry
    blanket blossom bracelet broccoli buffalo butterfly button cabbage cabin cactus calendar
    camera candle caramel caravan carpenter carriage carrot castle cathedral ceiling celery
    century cherry chimney chocolate cinema cinnamon circle circus clover coconut coffee compass
    computer concert cookie cottage crocodile crystal cucumber curtain custard daffodil daisy
    dentist diamond dolphin domino doorbell dragon dumpling eagle elephant emerald engine evening
    farmer feather festival fiddle fireplace football forest garage garden ginger giraffe gorilla
    guitar hammock hamster hazelnut hedgehog helicopter honey hotel island ivory jigsaw juggler
    jungle kangaroo ketchup kitchen lantern lavender lemon leopard library lightning lizard
    lobster magazine mango marathon marble market marmalade melon monkey moonlight morning
    mountain muffin museum mushroom napkin necklace newspaper notebook ocean octopus olive onion
    orange orchard orchestra otter oxygen palace pancake panda parachute parsley passport pasta
    pavement peacock pelican pencil penguin pepper photograph pigeon pillow pizza plumber poet
    postcard potato pretzel professor puppy purple puzzle radio railway rainbow raspberry river
    rocket sailor salad salmon sandal satellite sausage saxophone scarlet scissors scooter
    seashell shovel silver skateboard snowflake sofa spaghetti sparrow spider spinach squirrel
    stadium station strawberry submarine sugar summer sunflower sweater tambourine taxi teacher
    teapot telephone telescope television thunder tiger tomato tractor trampoline triangle trophy
    trumpet tulip tunnel turtle umbrella valley velvet village vinegar volcano waffle wagon
    waterfall whistle window winter zebra
    """.split()
)
