"""What a CV answers: `findings` puts together what its work, its studies and its credentials show."""
