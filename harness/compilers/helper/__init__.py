"""The helper process of splitvote: compiles samplers for chips that are not here.

main.py     the loop: a request, an answer
compiling.py one request compiled
fields.py   how both are written
chips.py    the devices of a target, with no chip and no driver
shapes.py   "bf16[8,32768],f32[]" -> arguments
module.py   the sampler's file as a module, and which of its lines went wrong
lowering.py a function of that file, lowered for the devices
text.py     HLO text compiled in its place

harness/compilers starts it and embeds these files.
"""
