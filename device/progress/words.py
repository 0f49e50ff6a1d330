"""The words of which codes are made: short, everyday, and clearly different from each other.

Our own list. None is like another in writing or sound, has a second spelling, or could hurt. How
well recognisers give them back, and which to leave out next: `tests/bench/codewords.py`.
"""

WORDS: tuple[str, ...] = tuple(
    """
    accordion acorn airport almond alphabet anchor apple apricot apron armchair artist astronaut
    autumn avocado badger bakery balcony balloon banana banjo barber basketball bathtub bicycle
    birthday biscuit blackberry blanket blossom bracelet broccoli buffalo builder butterfly button
    cabbage cabin cactus calendar camera candle canoe caramel caravan carpenter carriage carrot
    castle cathedral ceiling celery century cherry chicken chimney chocolate cinema cinnamon circle
    circus clover coconut coffee compass computer concert cookie cottage crocodile crystal cucumber
    cupboard curtain cushion custard daffodil daisy denim dentist diamond dolphin domino doorbell
    dragon dumpling eagle elephant emerald engine envelope evening farmer feather festival fiddle
    fireplace football forest garage garden garlic ginger giraffe glacier gorilla guitar hammock
    hamster harmonica hazelnut hedgehog helicopter holiday honey hotel indigo island ivory jigsaw
    juggler jungle kangaroo ketchup kettle kitchen ladder lantern lavender lemon leopard lettuce
    library lighthouse lightning linen lizard lobster magazine magnet mango marathon marble market
    marmalade mattress meadow melody melon microscope mirror monkey moonlight morning mountain
    muffin museum mushroom napkin necklace newspaper notebook ocean octopus olive onion orange
    orchard orchestra otter oxygen palace pancake panda parachute parsley passport pasta pavement
    peacock pebble pelican pencil penguin pepper photograph pickle pigeon pillow pilot pizza plumber
    poet pony popcorn postcard potato pretzel professor pudding pumpkin puppy purple puzzle rabbit
    radio railway rainbow raspberry river robin rocket sailor salad salmon sandal sandwich satellite
    saucepan sausage saxophone scarlet scissors scooter seashell shovel silver skateboard snowflake
    sofa spaghetti sparrow spider spinach squirrel stadium station strawberry submarine sugar
    suitcase summer sunflower sweater tambourine taxi teacher teapot telephone telescope television
    tennis thunder tiger tomato tortoise towel tractor trampoline triangle trophy trumpet tulip
    tunnel turtle umbrella valley vanilla velvet village vinegar violin volcano waffle wagon walnut
    walrus wardrobe waterfall whistle windmill window winter zebra
    """.split()
)
