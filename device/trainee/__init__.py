"""Who answers the seeker: somebody who types, who speaks, or whose words are on tape."""
